import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { CLOCK } from '../runtime/clock.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { REPLICA } from '../runtime/runtime.module.js';
import { StoreModule } from '../store/store.module.js';
import { AttemptModule } from './attempt/attempt.module.js';
import { ClaimService } from './attempt/claim.service.js';
import { RetryAttempts } from './attempt/retry-attempts.js';
import { RetrySettlement } from './attempt/retry-settlement.js';
import { DueRetryService } from './dispatch/due-retry.service.js';
import { openDispatcher } from './dispatch/open-dispatcher.js';
import { RETRY_DISPATCHER, type RetryDispatcher } from './dispatch/retry-dispatcher.port.js';
import { RetryPlaces } from './dispatch/retry-places.js';
import { MergeService } from './merge.service.js';
import { OrderGate } from './order-gate.js';
import { PurgeService } from './sweep/purge.service.js';
import { RetryController } from './retry.controller.js';
import { RetryPageService } from './page/retry-page.service.js';
import { RetryService } from './retry.service.js';
import { SingleRetryService } from './single-retry.service.js';
import { SweepSchedule } from './sweep/sweep.schedule.js';
import { SweepService } from './sweep/sweep.service.js';

@Module({
  imports: [ScheduleModule.forRoot(), StoreModule, DlqModule, CatalogModule, ProcessingModule, AttemptModule],
  controllers: [RetryController],
  providers: [
    ClaimService,
    RetrySettlement,
    RetryAttempts,
    RetryService,
    RetryPageService,
    SingleRetryService,
    MergeService,
    OrderGate,
    PurgeService,
    DueRetryService,
    {
      provide: RetryPlaces,
      inject: [CONFIG],
      useFactory: ({ retry }: Config) => new RetryPlaces(retry.concurrency),
    },
    {
      provide: RETRY_DISPATCHER,
      inject: [CONFIG, DueRetryService, RetryPlaces, CLOCK, REPLICA, LOG],
      useFactory: openDispatcher,
    },
    SweepService,
    SweepSchedule,
  ],
  exports: [RetryService, SweepService, RETRY_DISPATCHER],
})
export class RetryModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(RETRY_DISPATCHER) private readonly dispatcher: RetryDispatcher,
    health: HealthChecks,
  ) {
    // Without Redis retries wait; events are kept as ever.
    health.add('redis', () => (dispatcher.kind === 'bullmq' ? healthOf(dispatcher.trouble) : null));
  }

  onApplicationBootstrap(): void {
    this.dispatcher.start();
  }

  /** What has begun is finished before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.close();
  }
}
