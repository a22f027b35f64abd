import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { CONFIG } from '../config/config.module.js';
import { Catalog } from '../catalog/catalog.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DeadLetterListing } from '../catalog/dead-letter.listing.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { CxoneAcknowledger } from '../processing/cxone-acknowledger.js';
import { HeldRetries } from '../processing/held-retries.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { ProcessingService } from '../processing/processing.service.js';
import { TargetBreakers } from '../processing/target-breakers.js';
import { CLOCK } from '../runtime/clock.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { LOG } from '../runtime/logger.js';
import { MEASURE_LOOP } from '../runtime/loop-work.js';
import { provideRoom } from '../runtime/provide-room.js';
import { RANDOM, REPLICA } from '../runtime/runtime.module.js';
import { TRACER } from '../runtime/tracer.js';
import { Shutdown } from '../runtime/shutdown.js';
import { StoreProof } from '../store/proof/store-proof.js';
import { StoreModule } from '../store/store.module.js';
import { AttemptEngine } from './attempt/attempt-engine.js';
import { AttemptModule } from './attempt/attempt.module.js';
import { Leases } from './attempt/leases.js';
import { RetryAttempts } from './attempt/retry-attempts.js';
import { composeRetry } from './compose-retry.js';
import { MergeService } from './merge.service.js';
import { RETRY_DISPATCHER, type RetryDispatcher } from './dispatch/retry-dispatcher.port.js';
import { YieldingPlaces } from './dispatch/yielding-places.js';
import { JobRetryService } from './job-retry.service.js';
import { RetryController } from './retry.controller.js';
import { RetryPageService } from './page/retry-page.service.js';
import { SingleRetryService } from './single-retry.service.js';
import { SweepSchedule } from './sweep/sweep.schedule.js';
import { SweepService } from './sweep/sweep.service.js';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    StoreModule,
    AuditModule,
    DlqModule,
    CatalogModule,
    ProcessingModule,
    AttemptModule,
  ],
  controllers: [RetryController],
  providers: [
    ...provideRoom(
      composeRetry,
      {
        audit: AuditService,
        letters: DeadLetterStore,
        catalog: Catalog,
        listing: DeadLetterListing,
        leases: Leases,
        engine: AttemptEngine,
        processing: ProcessingService,
        breakers: TargetBreakers,
        held: HeldRetries,
        acknowledger: CxoneAcknowledger,
        proof: StoreProof,
        shutdown: Shutdown,
        config: CONFIG,
        replica: REPLICA,
        clock: CLOCK,
        random: RANDOM,
        facts: Facts,
        log: LOG,
        measureLoop: MEASURE_LOOP,
        tracer: TRACER,
      },
      {
        attempts: RetryAttempts,
        yielding: YieldingPlaces,
        singles: SingleRetryService,
        merges: MergeService,
        pages: RetryPageService,
        jobRetries: JobRetryService,
        dispatcher: RETRY_DISPATCHER,
        sweeps: SweepService,
      },
    ),
    SweepSchedule,
  ],
  exports: [
    SweepService,
    RETRY_DISPATCHER,
    YieldingPlaces,
    MergeService,
    SingleRetryService,
    JobRetryService,
  ],
})
export class RetryModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(RETRY_DISPATCHER) private readonly dispatcher: RetryDispatcher,
    health: HealthChecks,
    gauges: Gauges,
    attempts: RetryAttempts,
    yielding: YieldingPlaces,
  ) {
    gauges.addOne('in_flight', { kind: 'retry' }, () => attempts.inFlight);
    gauges.addOne('retry_places', {}, () => yielding.count);
    // Without Redis, due retries wait; events are stored as usual.
    health.add('redis', () => (dispatcher.kind === 'bullmq' ? healthOf(dispatcher.trouble) : null));
  }

  onApplicationBootstrap(): void {
    this.dispatcher.start();
  }

  /** Attempts that have begun are finished before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.dispatcher.close();
  }
}
