import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SweepService } from './sweep.service.js';

/** Starts a sweep when the configuration says so. `@nestjs/schedule` stops it with the process. */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap {
  constructor(
    private readonly sweeps: SweepService,
    private readonly scheduler: SchedulerRegistry,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const { enabled, cron } = this.config.sweep;
    if (!enabled) return;
    const job = CronJob.from({
      cronTime: cron,
      timeZone: 'UTC',
      waitForCompletion: true,
      onTick: async () => {
        await this.sweeps.sweep();
      },
    });
    this.scheduler.addCronJob('sweep', job);
    job.start();
  }
}
