import { join } from 'node:path';
import type { Config } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { FINGERPRINTS } from '../domain/letter/fingerprint.js';
import { longestDelayMs } from '../dlq/longest-delay.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import { callBudget } from '../store/call-budget.js';
import { FileObjectStore } from '../store/file/file-object-store.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { storeLocation } from '../store/open-object-store.js';
import { CatalogScanner } from './catalog-scanner.js';
import { CatalogService } from './catalog.service.js';
import { CatalogSnapshot } from './catalog-snapshot.js';
import { Catalog } from './catalog.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import { followRecords } from './follow-records.js';

/** Records that a listing finds changed are read so many at once. */
const READ_CONCURRENCY = 32;

type Sections = Pick<Config, 'catalog' | 'store' | 'retry' | 'retention' | 'order' | 'masking'>;

export interface CatalogParts {
  objects: ObjectStore;
  /** The adapter alone. */
  bare: ObjectStore;
  letters: DeadLetterStore;
  config: Sections;
  clock: Clock;
  log: Log;
  facts: Facts;
}

export interface CatalogRoom {
  catalog: Catalog;
  listing: DeadLetterListing;
  scanner: CatalogScanner;
  catalogService: CatalogService;
}

/** What is in the store, in memory. */
export function composeCatalog(parts: CatalogParts): CatalogRoom {
  const { objects, bare, letters, config, clock, log, facts } = parts;
  const catalog = new Catalog(config, clock, longestDelayMs(config));
  followRecords(catalog, facts);
  const listing = new DeadLetterListing(objects, clock, callBudget(config.store));
  const scanner = new CatalogScanner(catalog, listing, letters, READ_CONCURRENCY);
  const snapshot = snapshotOf(bare, config, log);
  const catalogService = new CatalogService(catalog, scanner, snapshot, config.catalog, clock, log);
  return { catalog, listing, scanner, catalogService };
}

function snapshotOf(bare: ObjectStore, config: Sections, log: Log): CatalogSnapshot {
  const mayWrite = bare instanceof FileObjectStore ? () => bare.isInPlace() : undefined;
  const { store, retention, order, masking } = config;
  const of = {
    store: storeLocation(store),
    retention,
    order,
    masked: masking.description,
    fingerprints: FINGERPRINTS,
  };
  return new CatalogSnapshot(join(store.dataDir, 'catalog.snapshot'), of, log, mayWrite);
}
