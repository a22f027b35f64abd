import { Module } from '@nestjs/common';
import { DlqModule } from '../../dlq/dlq.module.js';
import { LedgerModule } from '../../ledger/ledger.module.js';
import { ProcessingModule } from '../../processing/processing.module.js';
import { AttemptEngine } from './attempt-engine.js';
import { Leases } from './leases.js';

@Module({
  imports: [DlqModule, LedgerModule, ProcessingModule],
  providers: [AttemptEngine, Leases],
  exports: [AttemptEngine, Leases],
})
export class AttemptModule {}
