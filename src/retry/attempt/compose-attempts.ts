import type { Catalog } from '../../catalog/catalog.js';
import type { Config } from '../../config/config.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { EventLedger } from '../../ledger/event-ledger.js';
import type { ProcessingService } from '../../processing/processing.service.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId, Random } from '../../runtime/runtime.module.js';
import { NO_TRACER, type Tracer } from '../../runtime/tracer.js';
import { AttemptEngine } from './attempt-engine.js';
import { Leases } from './leases.js';

export interface AttemptParts {
  letters: DeadLetterStore;
  catalog: Catalog;
  processing: ProcessingService;
  config: Pick<Config, 'webhook' | 'retry'>;
  clock: Clock;
  random: Random;
  newId: NewId;
  /** The name of this replica. */
  replica: string;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

export interface Attempts {
  ledger: EventLedger;
  leases: Leases;
  engine: AttemptEngine;
}

/** What first attempts and retries share. */
export function composeAttempts(parts: AttemptParts): Attempts {
  const { letters, catalog, processing, config, clock, random, newId, replica } = parts;
  const { tracer = NO_TRACER } = parts;
  const ledger = new EventLedger(config.webhook.dedupe, catalog, letters, clock);
  const leases = new Leases(letters, config, clock, random, newId, replica);
  return { ledger, leases, engine: new AttemptEngine(processing, ledger, clock, tracer) };
}
