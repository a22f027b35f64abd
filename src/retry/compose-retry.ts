import type { AuditService } from '../audit/audit.service.js';
import type { Catalog } from '../catalog/catalog.js';
import type { DeadLetterListing } from '../catalog/dead-letter.listing.js';
import type { Config } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { Processing } from '../processing/compose-processing.js';
import type { CxoneAcknowledger } from '../processing/cxone-acknowledger.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { MeasureLoop } from '../runtime/loop-work.js';
import type { Random } from '../runtime/runtime.module.js';
import { NO_TRACER, type Tracer } from '../runtime/tracer.js';
import type { Shutdown } from '../runtime/shutdown.js';
import type { StoreProof } from '../store/proof/store-proof.js';
import { ClaimService } from './attempt/claim.service.js';
import type { Attempts } from './attempt/compose-attempts.js';
import { RetryAttempts } from './attempt/retry-attempts.js';
import { RetrySettlement } from './attempt/retry-settlement.js';
import { busyWithEvents } from './dispatch/busy-with-events.js';
import { DueRetryService } from './dispatch/due-retry.service.js';
import { openDispatcher, type DispatcherSections, type OpenDispatcher } from './dispatch/open-dispatcher.js';
import type { RetryDispatcher } from './dispatch/retry-dispatcher.port.js';
import { RetryPlaces } from './dispatch/retry-places.js';
import { YieldingPlaces } from './dispatch/yielding-places.js';
import { JobRetryService } from './job-retry.service.js';
import { MergeService } from './merge.service.js';
import { OrderGate } from './order-gate.js';
import { RetryPageService } from './page/retry-page.service.js';
import { RetryService } from './retry.service.js';
import { SingleRetryService } from './single-retry.service.js';
import { DueBatches } from './sweep/due-batches.js';
import { PurgeService } from './sweep/purge.service.js';
import { SweepService } from './sweep/sweep.service.js';

export interface RetryParts extends Omit<Attempts, 'ledger'>, Processing {
  audit: AuditService;
  letters: DeadLetterStore;
  catalog: Catalog;
  listing: DeadLetterListing;
  acknowledger: Pick<CxoneAcknowledger, 'acknowledge'>;
  proof: Pick<StoreProof, 'hindrance'>;
  shutdown: Shutdown;
  config: DispatcherSections & Pick<Config, 'retention' | 'masking'>;
  /** The name of this replica. */
  replica: string;
  clock: Clock;
  random: Random;
  facts: Facts;
  log: Log;
  /** Absent: the process counts as having time. */
  measureLoop?: MeasureLoop;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

export interface Retry {
  /** Retries one dead letter, for every kind of caller. */
  retries: RetryService;
  attempts: RetryAttempts;
  /** The places of the schedule and of jobs. */
  yielding: YieldingPlaces;
  singles: SingleRetryService;
  pages: RetryPageService;
  jobRetries: JobRetryService;
  merges: MergeService;
  dispatcher: RetryDispatcher;
  sweeps: SweepService;
}

/** The parts that retry and sweep dead letters. @param open makes the dispatcher that the parts ask for */
export async function composeRetry(parts: RetryParts, open: OpenDispatcher = openDispatcher): Promise<Retry> {
  const { letters, catalog, listing, leases, breakers, held, proof, audit } = parts;
  const { shutdown, config, replica, clock, random, facts, log } = parts;
  const { measureLoop = () => () => 0, tracer = NO_TRACER } = parts;
  const claims = new ClaimService(letters, leases, log);
  const merges = new MergeService(letters, claims, leases, catalog, shutdown, config, log);
  const order = new OrderGate(catalog, letters);
  const settlement = new RetrySettlement(letters, leases, parts.acknowledger, config, clock, log);
  const attempts = new RetryAttempts(
    claims,
    leases,
    parts.processing,
    parts.engine,
    settlement,
    clock,
    tracer,
  );
  const retries = new RetryService(letters, claims, merges, order, attempts, config, clock, facts);

  const yielding = new YieldingPlaces(config.retry.concurrency, clock, busyWithEvents(facts, measureLoop()));
  const places = new RetryPlaces(config.retry.concurrency, yielding);
  const hindrance = () => proof.hindrance ?? parts.processing.hindrance;
  const runner = new DueRetryService(retries, { breakers, held, hindrance }, log);
  const dispatcher = await open(config, { runner, places, clock, replica, log });
  const purges = new PurgeService(letters, config, clock, log);
  const due = new DueBatches(catalog, breakers, held, order, clock, random);
  const sweeps = new SweepService(due, dispatcher, merges, purges, shutdown, clock, facts, log);
  return {
    retries,
    attempts,
    yielding,
    singles: new SingleRetryService(retries, places, audit),
    jobRetries: new JobRetryService(retries, places),
    pages: new RetryPageService(
      retries,
      merges,
      listing,
      catalog,
      shutdown,
      places,
      audit,
      config,
      clock,
      log,
    ),
    merges,
    dispatcher,
    sweeps,
  };
}
