import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { DryRunModule } from '../processing/dry-run/dry-run.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { AttemptModule } from '../retry/attempt/attempt.module.js';
import { Leases } from '../retry/attempt/leases.js';
import { MergeService } from '../retry/merge.service.js';
import { RetryModule } from '../retry/retry.module.js';
import { SingleRetryService } from '../retry/single-retry.service.js';
import { UPCAST_LIMITS, UpcastProcess } from '../processing/schemas/upcast-process.js';
import { UpcastQueue } from '../processing/schemas/upcast-queue.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeDecisions } from './compose-decisions.js';
import { CorrectionCheck } from './correction-check.js';
import { CorrectionExpressions } from './correction-expressions.js';
import { CorrectionController } from './correction.controller.js';
import { CorrectionRetry } from './correction-retry.js';
import { CorrectionService } from './correction.service.js';
import { DiscardController } from './discard.controller.js';
import { DiscardService } from './discard.service.js';
import { EventCorrection } from './event-correction.js';
import { LetterChanges } from './letter-changes.js';

/** Events that wait for the expression that corrects them. */
const MAX_WAITING = 1_000;

const EXPRESSION_PROCESS = Symbol('EXPRESSION_PROCESS');

@Module({
  imports: [AuditModule, DlqModule, AttemptModule, RetryModule, ProcessingModule, DryRunModule],
  controllers: [CorrectionController, DiscardController],
  providers: [
    CorrectionCheck,
    {
      provide: EXPRESSION_PROCESS,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new UpcastProcess(UPCAST_LIMITS, clock),
    },
    {
      provide: CorrectionExpressions,
      inject: [EXPRESSION_PROCESS],
      useFactory: (process: UpcastProcess) =>
        new CorrectionExpressions(new UpcastQueue(process, MAX_WAITING)),
    },
    ...provideRoom(
      composeDecisions,
      {
        letters: DeadLetterStore,
        merges: MergeService,
        leases: Leases,
        singles: SingleRetryService,
        check: CorrectionCheck,
        expressions: CorrectionExpressions,
        config: CONFIG,
        clock: CLOCK,
        log: LOG,
      },
      {
        changes: LetterChanges,
        discards: DiscardService,
        corrections: CorrectionService,
        correctionRetries: CorrectionRetry,
        eventCorrections: EventCorrection,
      },
    ),
  ],
  exports: [CorrectionCheck, CorrectionExpressions, CorrectionService, EventCorrection],
})
export class DecisionsModule implements OnApplicationShutdown {
  constructor(@Inject(EXPRESSION_PROCESS) private readonly process: UpcastProcess) {}

  /** After the last job has stopped. */
  onApplicationShutdown(): void {
    this.process.stop();
  }
}
