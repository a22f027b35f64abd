import { Module } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { CONFIG } from '../../config/config.module.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { DlqModule } from '../../dlq/dlq.module.js';
import { EventLedger } from '../../ledger/event-ledger.js';
import { ProcessingModule } from '../../processing/processing.module.js';
import { ProcessingService } from '../../processing/processing.service.js';
import { CLOCK } from '../../runtime/clock.js';
import { TRACER } from '../../runtime/tracer.js';
import { provideRoom } from '../../runtime/provide-room.js';
import { NEW_ID, RANDOM, REPLICA } from '../../runtime/runtime.module.js';
import { AttemptEngine } from './attempt-engine.js';
import { composeAttempts } from './compose-attempts.js';
import { Leases } from './leases.js';

/** The parts that first attempts (webhook) and retries share. */
@Module({
  imports: [DlqModule, CatalogModule, ProcessingModule],
  providers: [
    ...provideRoom(
      composeAttempts,
      {
        letters: DeadLetterStore,
        catalog: Catalog,
        processing: ProcessingService,
        config: CONFIG,
        clock: CLOCK,
        random: RANDOM,
        newId: NEW_ID,
        replica: REPLICA,
        tracer: TRACER,
      },
      { ledger: EventLedger, leases: Leases, engine: AttemptEngine },
    ),
  ],
  exports: [EventLedger, Leases, AttemptEngine],
})
export class AttemptModule {}
