import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { BARE_OBJECT_STORE } from '../store/open-object-store.js';
import { StoreModule } from '../store/store.module.js';
import { CatalogController } from './catalog.controller.js';
import { offerGauges } from './catalog-gauges.js';
import { CatalogService } from './catalog.service.js';
import { Catalog } from './catalog.js';
import { composeCatalog } from './compose-catalog.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import { EventsController } from './events.controller.js';
import { ExportController } from './export/export.controller.js';

@Module({
  imports: [StoreModule, DlqModule],
  controllers: [EventsController, ExportController, CatalogController],
  providers: [
    ...provideRoom(
      composeCatalog,
      {
        objects: OBJECT_STORE,
        bare: BARE_OBJECT_STORE,
        letters: DeadLetterStore,
        config: CONFIG,
        clock: CLOCK,
        log: LOG,
        facts: Facts,
      },
      {
        catalog: Catalog,
        listing: DeadLetterListing,
        catalogService: CatalogService,
      },
    ),
  ],
  exports: [DeadLetterListing, Catalog, CatalogService],
})
export class CatalogModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly catalog: CatalogService,
    health: HealthChecks,
    gauges: Gauges,
    @Inject(CLOCK) clock: Clock,
  ) {
    offerGauges(gauges, catalog, clock);
    health.add('catalog', () => healthOf(catalog.trouble));
  }

  /** The store has been proven, and its first listing begins. */
  async onModuleInit(): Promise<void> {
    await this.catalog.start();
  }

  /** After the last request has been answered, and before the store is closed. */
  async onApplicationShutdown(): Promise<void> {
    await this.catalog.stop();
  }
}
