import { join } from 'node:path';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import { AcceptController } from './accept.controller.js';
import { AcceptService } from './accept.service.js';
import { Catalog } from '../catalog/catalog.js';
import { CatalogController } from '../catalog/catalog.controller.js';
import { CatalogScanner } from '../catalog/catalog-scanner.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CatalogSnapshot } from '../catalog/catalog-snapshot.js';
import type { CallBudget } from '../store/confirmed-calls.js';
import { DeadLetterListing } from '../catalog/dead-letter.listing.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { EventsController } from '../catalog/events.controller.js';
import { FileObjectStore } from '../store/file/file-object-store.js';
import { LimitedObjectStore } from '../store/limit/limited-object-store.js';
import { OBJECT_STORE, type ObjectStore } from '../store/object-store.port.js';
import { BARE_OBJECT_STORE, openObjectStore, storeLocation } from '../store/open-object-store.js';
import { ProvenObjectStore } from '../store/proof/proven-object-store.js';
import { StoreProof } from '../store/proof/store-proof.js';
import { StoreUse, WatchedObjectStore } from '../store/store-use.js';
import { versioningNotice } from '../store/versioning-notice.js';

/** Between a failed call to the store and the next try. */
const PAUSE_MS = 100;

function budget(config: Config): CallBudget {
  return { totalMs: config.store.callTimeoutMs, pauseMs: PAUSE_MS };
}

/** No retry is put off for longer, whatever a record says. */
export function longestDelayMs({ retry, cxone, delivery }: Config): number {
  const { maxDelayMs, attemptTimeoutMs } = retry;
  return Math.max(maxDelayMs, attemptTimeoutMs, cxone.retryAfterCapMs, delivery.retryAfterCapMs);
}

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
  controllers: [EventsController, AcceptController, CatalogController],
  providers: [
    AcceptService,
    { provide: StoreUse, useFactory: () => new StoreUse() },
    {
      provide: Catalog,
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock) => new Catalog(config, clock, longestDelayMs(config)),
    },
    {
      provide: CatalogService,
      inject: [Catalog, DeadLetterListing, DeadLetterStore, BARE_OBJECT_STORE, CONFIG, CLOCK, LOG],
      useFactory: catalogService,
    },
    {
      provide: BARE_OBJECT_STORE,
      inject: [CONFIG, CLOCK, LOG],
      useFactory: ({ store, webhook, proxies }: Config, clock: Clock, log: Log) =>
        openObjectStore(store, { maxBodyBytes: webhook.maxBodyBytes, proxies }, clock, log),
    },
    {
      provide: StoreProof,
      inject: [BARE_OBJECT_STORE, CONFIG, CLOCK, NEW_ID, LOG],
      useFactory: (bare: ObjectStore, { store }: Config, clock: Clock, newId: NewId, log: Log) =>
        new StoreProof(bare, store, clock, newId, log),
    },
    {
      provide: OBJECT_STORE,
      inject: [BARE_OBJECT_STORE, StoreUse, StoreProof, CONFIG, CLOCK],
      useFactory: (bare: ObjectStore, use: StoreUse, proof: StoreProof, { store }: Config, clock: Clock) =>
        new ProvenObjectStore(new LimitedObjectStore(new WatchedObjectStore(bare, use), store, clock), proof),
    },
    {
      provide: DeadLetterStore,
      inject: [OBJECT_STORE, StoreProof, Catalog, CLOCK, CONFIG, NEW_ID, LOG],
      useFactory: (
        objects: ObjectStore,
        proof: StoreProof,
        observer: Catalog,
        clock: Clock,
        config: Config,
        newId: NewId,
        log: Log,
      ) =>
        new DeadLetterStore(objects, clock, budget(config), newId, {
          deletesAtomically: () => proof.deletesAtomically,
          onStored: versioningNotice(objects.kind, log),
          observer,
          longestDelayMs: longestDelayMs(config),
        }),
    },
    {
      provide: DeadLetterListing,
      inject: [OBJECT_STORE, CLOCK, CONFIG],
      useFactory: (objects: ObjectStore, clock: Clock, config: Config) =>
        new DeadLetterListing(objects, clock, budget(config)),
    },
  ],
  exports: [OBJECT_STORE, StoreUse, StoreProof, DeadLetterStore, DeadLetterListing, Catalog, CatalogService],
})
export class DlqModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly proof: StoreProof,
    private readonly catalog: CatalogService,
  ) {}

  /** @throws StoreRefused where the store cannot keep two replicas apart. */
  async onModuleInit(): Promise<void> {
    await this.proof.start();
    await this.catalog.start();
  }

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.proof.stop();
    await this.catalog.stop();
    await this.objects.close();
  }
}
