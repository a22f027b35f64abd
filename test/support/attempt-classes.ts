import type { Catalog } from '../../src/catalog/catalog.js';
import type { Config } from '../../src/config/config.js';
import type { DeadLetterStore } from '../../src/dlq/dead-letter.store.js';
import { EventLedger } from '../../src/ledger/event-ledger.js';
import type { CxoneAcknowledger } from '../../src/processing/cxone-acknowledger.js';
import type { ProcessingService } from '../../src/processing/processing.service.js';
import { AttemptEngine } from '../../src/retry/attempt/attempt-engine.js';
import { ClaimService } from '../../src/retry/attempt/claim.service.js';
import { Leases } from '../../src/retry/attempt/leases.js';
import { RetryAttempts } from '../../src/retry/attempt/retry-attempts.js';
import { RetrySettlement } from '../../src/retry/attempt/retry-settlement.js';
import { MergeService } from '../../src/retry/merge.service.js';
import { OrderGate } from '../../src/retry/order-gate.js';
import { RetryService } from '../../src/retry/retry.service.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { Log } from '../../src/runtime/logger.js';
import type { Shutdown } from '../../src/runtime/shutdown.js';
import { FirstAttempts } from '../../src/webhook/first-attempts.js';
import { IngestService } from '../../src/webhook/ingest.service.js';
import { RecordWriter } from '../../src/webhook/record-writer.js';
import { StoreFirstService } from '../../src/webhook/store-first.service.js';

/** What the attempts of one replica are made of. */
export interface AttemptParts {
  letters: DeadLetterStore;
  catalog: Catalog;
  processing: ProcessingService;
  shutdown: Shutdown;
  config: Config;
  clock: Clock;
  random: () => number;
  newId: () => string;
  name: string;
  log: Log;
}

/** The classes that attempt events, of one replica. */
export function attemptClasses(parts: AttemptParts) {
  const { letters, catalog, processing, config, clock, random, newId, name } = parts;
  const ledger = new EventLedger(config.webhook.dedupe, catalog, letters, clock);
  const leases = new Leases(letters, config, clock, random, newId, name);
  const engine = new AttemptEngine(processing, ledger, clock);
  return { ...parts, ledger, leases, engine };
}

export type AttemptClasses = ReturnType<typeof attemptClasses>;

/** The classes that take events in. */
export function ingestClasses(classes: AttemptClasses) {
  const { engine, leases, ledger, letters, shutdown, config, clock, log } = classes;
  const storeFirst = new StoreFirstService(engine, leases, ledger, letters, shutdown, config, clock, log);
  const records = new RecordWriter(letters, storeFirst, ledger, clock, log);
  const attempts = new FirstAttempts(engine, leases, records, config, clock);
  const ingest = new IngestService(ledger, attempts, records, storeFirst, config, clock, log);
  return { storeFirst, ingest };
}

/** The classes that retry. */
export function retryClasses(classes: AttemptClasses, acknowledger: CxoneAcknowledger) {
  const { letters, leases, catalog, processing, engine, shutdown, config, clock, log } = classes;
  const claims = new ClaimService(letters, leases, log);
  const merges = new MergeService(letters, claims, leases, catalog, shutdown, config, log);
  const order = new OrderGate(catalog, letters);
  const settlement = new RetrySettlement(letters, leases, acknowledger, config, clock, log);
  const attempts = new RetryAttempts(claims, leases, processing, engine, settlement, clock);
  const retries = new RetryService(letters, claims, merges, order, attempts, config, clock);
  return { merges, order, retries };
}
