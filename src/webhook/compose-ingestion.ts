import type { Config } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { SchemaService } from '../processing/schemas/schema.service.js';
import type { Attempts } from '../retry/attempt/compose-attempts.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import { NO_TRACER, type Tracer } from '../runtime/tracer.js';
import type { Shutdown } from '../runtime/shutdown.js';
import { DeliveryService } from './delivery.service.js';
import { FirstAttempts } from './first-attempts.js';
import { IngestService } from './ingest.service.js';
import { ReceivedEvents } from './received-events.js';
import { RecordWriter } from './record-writer.js';
import { StoreFirstService } from './store-first.service.js';

export interface IngestionParts extends Attempts {
  letters: DeadLetterStore;
  schemas: Pick<SchemaService, 'versioned'>;
  shutdown: Shutdown;
  config: Pick<Config, 'webhook' | 'masking'>;
  clock: Clock;
  facts: Facts;
  log: Log;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

export interface Ingestion {
  deliveries: DeliveryService;
  ingest: IngestService;
  received: ReceivedEvents;
  storeFirst: StoreFirstService;
}

/** The parts that take events in. */
export function composeIngestion(parts: IngestionParts): Ingestion {
  const { letters, ledger, leases, engine, schemas, shutdown, config, clock, facts, log } = parts;
  const { tracer = NO_TRACER } = parts;
  const storeFirst = new StoreFirstService(
    engine,
    leases,
    ledger,
    letters,
    shutdown,
    config,
    clock,
    log,
    tracer,
  );
  const records = new RecordWriter(letters, storeFirst, ledger, clock, log, tracer);
  const attempts = new FirstAttempts(engine, leases, records, config, clock);
  const received = new ReceivedEvents(facts, clock);
  const ingest = new IngestService(ledger, attempts, records, storeFirst, received, config, clock, log);
  return { deliveries: new DeliveryService(ingest, schemas, config, tracer), ingest, received, storeFirst };
}
