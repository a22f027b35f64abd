import { Module } from '@nestjs/common';
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
import { CLOCK } from '../runtime/clock.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeDecisions } from './compose-decisions.js';
import { CorrectionCheck } from './correction-check.js';
import { CorrectionController } from './correction.controller.js';
import { CorrectionRetry } from './correction-retry.js';
import { CorrectionService } from './correction.service.js';
import { DiscardController } from './discard.controller.js';
import { DiscardService } from './discard.service.js';
import { LetterChanges } from './letter-changes.js';

@Module({
  imports: [AuditModule, DlqModule, AttemptModule, RetryModule, ProcessingModule, DryRunModule],
  controllers: [CorrectionController, DiscardController],
  providers: [
    CorrectionCheck,
    ...provideRoom(
      composeDecisions,
      {
        letters: DeadLetterStore,
        merges: MergeService,
        leases: Leases,
        singles: SingleRetryService,
        check: CorrectionCheck,
        config: CONFIG,
        clock: CLOCK,
        log: LOG,
      },
      {
        changes: LetterChanges,
        discards: DiscardService,
        corrections: CorrectionService,
        correctionRetries: CorrectionRetry,
      },
    ),
  ],
})
export class DecisionsModule {}
