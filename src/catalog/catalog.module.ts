import { join } from 'node:path';
import { Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { longestDelayMs } from '../dlq/longest-delay.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG, type Log } from '../runtime/logger.js';
import { callBudget } from '../store/call-budget.js';
import { FileObjectStore } from '../store/file/file-object-store.js';
import { OBJECT_STORE, type ObjectStore } from '../store/object-store.port.js';
import { BARE_OBJECT_STORE, storeLocation } from '../store/open-object-store.js';
import { StoreModule } from '../store/store.module.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogScanner } from './catalog-scanner.js';
import { CatalogService } from './catalog.service.js';
import { CatalogSnapshot } from './catalog-snapshot.js';
import { Catalog } from './catalog.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import { EventsController } from './events.controller.js';
import { followRecords } from './follow-records.js';

/** Records that a listing finds changed are read so many at once. */
const READ_CONCURRENCY = 32;

function catalogService(
  catalog: Catalog,
  listing: DeadLetterListing,
  letters: DeadLetterStore,
  bare: ObjectStore,
  config: Config,
  clock: Clock,
  log: Log,
): CatalogService {
  const scanner = new CatalogScanner(catalog, listing, letters, READ_CONCURRENCY);
  const path = join(config.store.dataDir, 'catalog.snapshot');
  const of = { store: storeLocation(config.store), retention: config.retention, order: config.order };
  const mayWrite = bare instanceof FileObjectStore ? () => bare.isInPlace() : undefined;
  const snapshot = config.catalog.snapshot ? new CatalogSnapshot(path, of, log, mayWrite) : null;
  return new CatalogService(catalog, scanner, snapshot, config.catalog, clock, log);
}

@Module({
  imports: [StoreModule, DlqModule],
  controllers: [EventsController, CatalogController],
  providers: [
    {
      provide: Catalog,
      inject: [CONFIG, CLOCK, Facts],
      useFactory: (config: Config, clock: Clock, facts: Facts) => {
        const catalog = new Catalog(config, clock, longestDelayMs(config));
        followRecords(catalog, facts);
        return catalog;
      },
    },
    {
      provide: DeadLetterListing,
      inject: [OBJECT_STORE, CLOCK, CONFIG],
      useFactory: (objects: ObjectStore, clock: Clock, { store }: Config) =>
        new DeadLetterListing(objects, clock, callBudget(store)),
    },
    {
      provide: CatalogService,
      inject: [Catalog, DeadLetterListing, DeadLetterStore, BARE_OBJECT_STORE, CONFIG, CLOCK, LOG],
      useFactory: catalogService,
    },
  ],
  exports: [DeadLetterListing, Catalog, CatalogService],
})
export class CatalogModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly catalog: CatalogService,
    health: HealthChecks,
  ) {
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
