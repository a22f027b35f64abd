import { Inject, Module, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CONFIG } from '../config/config.module.js';
import { CorrectionCheck } from '../decisions/correction-check.js';
import { CorrectionExpressions } from '../decisions/correction-expressions.js';
import { CorrectionService } from '../decisions/correction.service.js';
import { DecisionsModule } from '../decisions/decisions.module.js';
import { EventCorrection } from '../decisions/event-correction.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { DryRunModule } from '../processing/dry-run/dry-run.module.js';
import { SampleDryRunService } from '../processing/dry-run/sample-dry-run.service.js';
import { RETRY_DISPATCHER } from '../retry/dispatch/retry-dispatcher.port.js';
import { YieldingPlaces } from '../retry/dispatch/yielding-places.js';
import { JobRetryService } from '../retry/job-retry.service.js';
import { RetryModule } from '../retry/retry.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID, REPLICA } from '../runtime/runtime.module.js';
import { Shutdown } from '../runtime/shutdown.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { VersionPurge } from '../store/versions/version-purge.js';
import { StoreModule } from '../store/store.module.js';
import { JobReportsController } from './api/job-reports.controller.js';
import { JobStreamController } from './api/job-stream.controller.js';
import { JobsController } from './api/jobs.controller.js';
import { composeRedrives } from './compose-redrives.js';
import { JobControl } from './job-control.js';
import { JobUndo } from './job-undo.js';
import { JobViews } from './job-views.js';
import { JobPurges } from './keep/job-purges.js';
import { PurgeSchedule } from './keep/purge-schedule.js';
import { MemberViews } from './member-views.js';
import { JobPlans } from './plan/job-plans.js';
import { JobRunner } from './run/job-runner.js';
import { TURN_SPREAD, type TurnSpread } from './spread/member-turns.port.js';

/** Many dead letters at once. */
@Module({
  imports: [StoreModule, AuditModule, DlqModule, CatalogModule, DryRunModule, RetryModule, DecisionsModule],
  controllers: [JobsController, JobReportsController, JobStreamController],
  providers: [
    ...provideRoom(
      composeRedrives,
      {
        objects: OBJECT_STORE,
        versions: VersionPurge,
        letters: DeadLetterStore,
        catalogService: CatalogService,
        retries: JobRetryService,
        dispatcher: RETRY_DISPATCHER,
        yielding: YieldingPlaces,
        samples: SampleDryRunService,
        corrections: CorrectionService,
        eventCorrections: EventCorrection,
        expressions: CorrectionExpressions,
        check: CorrectionCheck,
        audit: AuditService,
        shutdown: Shutdown,
        config: CONFIG,
        replica: REPLICA,
        clock: CLOCK,
        newId: NEW_ID,
        facts: Facts,
        log: LOG,
      },
      {
        plans: JobPlans,
        control: JobControl,
        undo: JobUndo,
        views: JobViews,
        members: MemberViews,
        runner: JobRunner,
        spread: TURN_SPREAD,
        purges: JobPurges,
      },
    ),
  ],
})
export class RedrivesModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly schedule: PurgeSchedule;

  constructor(
    private readonly runner: JobRunner,
    @Inject(TURN_SPREAD) private readonly spread: TurnSpread,
    purges: JobPurges,
    facts: Facts,
    gauges: Gauges,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.schedule = new PurgeSchedule(facts, purges, clock);
    gauges.add('job_members', () =>
      runner.outcomes.map(([outcome, value]) => ({ labels: { outcome }, value })),
    );
  }

  onApplicationBootstrap(): void {
    this.spread.start();
    this.runner.start();
  }

  /** What has begun comes to its end, and its results are stored, before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    // Turns that this replica makes for itself are among those that it stops.
    await Promise.all([this.runner.stop(), this.spread.stop()]);
    await this.spread.close();
    await this.schedule.stop();
  }
}
