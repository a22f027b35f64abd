import { attemptClasses, ingestClasses, retryClasses } from '../support/attempt-classes.js';
import type { Config } from '../../src/config/config.js';
import { STORE_LINE } from '../../src/store/open-object-store.js';
import { AcceptService } from '../../src/dlq/accept.service.js';
import { Catalog } from '../../src/catalog/catalog.js';
import { followRecords } from '../../src/catalog/follow-records.js';
import { CatalogScanner } from '../../src/catalog/catalog-scanner.js';
import { DeadLetterListing } from '../../src/catalog/dead-letter.listing.js';
import { DeadLetterStore } from '../../src/dlq/dead-letter.store.js';
import { longestDelayMs } from '../../src/dlq/longest-delay.js';
import { callBudget } from '../../src/store/call-budget.js';
import { LimitedObjectStore } from '../../src/store/limit/limited-object-store.js';
import { ProvenObjectStore } from '../../src/store/proof/proven-object-store.js';
import { StoreError } from '../../src/store/store-error.js';
import { StoreProof } from '../../src/store/proof/store-proof.js';
import type { CxoneAcknowledger } from '../../src/processing/cxone-acknowledger.js';
import type { CxoneValidator } from '../../src/processing/cxone-validator.js';
import { ProcessingService } from '../../src/processing/processing.service.js';
import { TargetBreakers } from '../../src/processing/target-breakers.js';
import { PurgeService } from '../../src/retry/sweep/purge.service.js';
import { RetryPageService } from '../../src/retry/page/retry-page.service.js';
import type { RetryService } from '../../src/retry/retry.service.js';
import { SweepService, type SweepReport } from '../../src/retry/sweep/sweep.service.js';
import type { Clock } from '../../src/runtime/clock.js';
import { Facts } from '../../src/runtime/facts.js';
import type { Log } from '../../src/runtime/logger.js';
import { Shutdown } from '../../src/runtime/shutdown.js';
import { DueRetryService } from '../../src/retry/dispatch/due-retry.service.js';
import { InProcessDispatcher } from '../../src/retry/dispatch/in-process-dispatcher.js';
import { RateLimit } from '../../src/retry/dispatch/rate-limit.js';
import { RetryPlaces } from '../../src/retry/dispatch/retry-places.js';
import type { IngestService } from '../../src/webhook/ingest.service.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { StoreClient } from './store-client.js';
import type { Target } from './target.js';

/** What a replica has of the world outside. */
export interface Surroundings {
  process: SimulatedProcess;
  store: StoreClient;
  target: Target;
  clock: Clock;
  random: () => number;
  config: Config;
  log: Log;
  /** Told of each acknowledgement to CXone. */
  onAcknowledged: (identity: string, traceId: string) => void;
}

/** One process of the service, built from its own classes as its modules build them. */
export interface Replica {
  process: SimulatedProcess;
  clock: Clock;
  letters: DeadLetterStore;
  ingest: IngestService;
  accepts: AcceptService;
  retries: RetryService;
  pages: RetryPageService;
  /** A poll of the catalog and then a sweep, which asks the catalog. */
  sweep: () => Promise<SweepReport>;
}

export async function startReplica(outside: Surroundings): Promise<Replica> {
  const { process, clock, random, config, log } = outside;
  const { name } = process;
  let ids = 0;
  const newId = () => `${name}-${++ids}`;
  const budget = callBudget(config.store);

  const proof = new StoreProof(outside.store, config.store, clock, newId, log);
  await proof.start();
  const objects = new ProvenObjectStore(
    new LimitedObjectStore(outside.store, { ...STORE_LINE, ...config.store }, clock),
    proof,
  );
  const facts = new Facts(log);
  const catalog = new Catalog(config, clock);
  const letters = new DeadLetterStore(objects, clock, budget, newId, {
    deletesAtomically: () => proof.deletesAtomically,
    facts,
    longestDelayMs: longestDelayMs(config),
  });
  followRecords(catalog, facts);
  const listing = new DeadLetterListing(objects, clock, budget);

  const breakers = new TargetBreakers(config, clock, log, facts);
  const processing = processingOf(outside, breakers);
  const acknowledger = acknowledgerOf(outside);
  const shutdown = new Shutdown();
  const classes = attemptClasses({
    letters,
    catalog,
    processing,
    shutdown,
    config,
    clock,
    random,
    newId,
    name,
    log,
  });
  const { merges, order, retries } = retryClasses(classes, acknowledger);
  const purges = new PurgeService(letters, config, clock, log);
  const places = new RetryPlaces(config.retry.concurrency);
  const runner = new DueRetryService(retries, breakers, proof, log);
  const rate = new RateLimit(config.retry.ratePerSecond, clock);
  const dispatcher = new InProcessDispatcher(runner, places, rate);
  const sweeps = new SweepService(
    catalog,
    dispatcher,
    merges,
    purges,
    breakers,
    order,
    shutdown,
    clock,
    random,
    log,
  );
  const scanner = new CatalogScanner(catalog, listing, letters, config.retry.concurrency);
  return {
    process,
    clock,
    letters,
    ingest: ingestClasses(classes).ingest,
    accepts: new AcceptService(letters, clock, log),
    retries,
    pages: new RetryPageService(retries, merges, listing, shutdown, places, config, clock, log),
    sweep: async () => {
      await scanner.scan(undefined, shutdown.signal).catch(ofTheStore);
      return sweeps.sweep();
    },
  };
}

/** As CatalogService has it: what was read is kept, and the next listing finds the rest. */
function ofTheStore(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

function processingOf(
  { process, target, clock, config, log }: Surroundings,
  breakers: TargetBreakers,
): ProcessingService {
  const router = target.routerOf(process);
  breakers.held.generation = () => String(target.routesChanged);
  const validator = { validate: async () => {} } as unknown as CxoneValidator;
  return new ProcessingService(router, clock, log, validator, breakers, config);
}

function acknowledgerOf({ onAcknowledged }: Surroundings): CxoneAcknowledger {
  const acknowledge: CxoneAcknowledger['acknowledge'] = async (event, traceId) =>
    onAcknowledged(event.identity, traceId);
  return { acknowledge } as unknown as CxoneAcknowledger;
}
