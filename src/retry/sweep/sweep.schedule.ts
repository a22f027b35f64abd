import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { StoreProof } from '../../store/proof/store-proof.js';
import { SweepService } from './sweep.service.js';

/**
 * Starts sweeps by the configured schedule. It starts none while the store is not proven, because each write would be
 * refused (`store_not_proven` in the log, and `/health/ready` shows it). `@nestjs/schedule` stops it with the process.
 */
@Injectable()
export class SweepSchedule implements OnApplicationBootstrap {
  constructor(
    private readonly sweeps: SweepService,
    private readonly proof: StoreProof,
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
        if (this.proof.hindrance === null) await this.sweeps.sweep();
      },
    });
    this.scheduler.addCronJob('sweep', job);
    job.start();
  }
}
