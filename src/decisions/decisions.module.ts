import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { AttemptModule } from '../retry/attempt/attempt.module.js';
import { Leases } from '../retry/attempt/leases.js';
import { MergeService } from '../retry/merge.service.js';
import { RetryModule } from '../retry/retry.module.js';
import { CLOCK } from '../runtime/clock.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeDecisions } from './compose-decisions.js';
import { DiscardController } from './discard.controller.js';
import { DiscardService } from './discard.service.js';
import { LetterChanges } from './letter-changes.js';

@Module({
  imports: [AuditModule, DlqModule, AttemptModule, RetryModule],
  controllers: [DiscardController],
  providers: provideRoom(
    composeDecisions,
    { letters: DeadLetterStore, merges: MergeService, leases: Leases, clock: CLOCK, log: LOG },
    { changes: LetterChanges, discards: DiscardService },
  ),
  exports: [LetterChanges, DiscardService],
})
export class DecisionsModule {}
