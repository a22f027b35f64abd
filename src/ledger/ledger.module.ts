import { Module } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { EventLedger } from './event-ledger.js';

@Module({
  imports: [DlqModule, CatalogModule],
  providers: [
    {
      provide: EventLedger,
      inject: [CONFIG, Catalog, DeadLetterStore, CLOCK],
      useFactory: ({ webhook }: Config, catalog: Catalog, letters: DeadLetterStore, clock: Clock) =>
        new EventLedger(webhook.dedupe, catalog, letters, clock),
    },
  ],
  exports: [EventLedger],
})
export class LedgerModule {}
