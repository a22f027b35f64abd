import { composeAudit, type Audit } from '../../src/audit/compose-audit.js';
import { composeCatalog, type CatalogRoom } from '../../src/catalog/compose-catalog.js';
import type { Config } from '../../src/config/config.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import { PermanentError } from '../../src/domain/letter/failure.js';
import { composeDecisions, type Decisions } from '../../src/decisions/compose-decisions.js';
import { composeDlq, type Dlq } from '../../src/dlq/compose-dlq.js';
import { composeProcessing, type Processing } from '../../src/processing/compose-processing.js';
import type { Router } from '../../src/processing/event-router.js';
import { composeRedrives, type Redrives } from '../../src/redrives/compose-redrives.js';
import { composeAttempts, type Attempts } from '../../src/retry/attempt/compose-attempts.js';
import { composeRetry, type Retry, type RetryParts } from '../../src/retry/compose-retry.js';
import type { OpenDispatcher } from '../../src/retry/dispatch/open-dispatcher.js';
import type { Clock } from '../../src/runtime/clock.js';
import type { Facts } from '../../src/runtime/facts.js';
import { openFacts } from '../../src/runtime/log-facts.js';
import type { Log } from '../../src/runtime/logger.js';
import { Shutdown } from '../../src/runtime/shutdown.js';
import { composeStore, type Store } from '../../src/store/compose-store.js';
import type { ObjectStore } from '../../src/store/object-store.port.js';
import { composeIngestion, type Ingestion } from '../../src/webhook/compose-ingestion.js';

/** What a replica has of the world outside. */
export interface CorePorts {
  /** The name of the replica. */
  name: string;
  bare: ObjectStore;
  router: Router;
  config: Config;
  clock: Clock;
  random: () => number;
  log: Log;
  /** Absent: the one of the service. */
  openDispatcher?: OpenDispatcher | undefined;
  /** Is told of each event that has succeeded by a retry. Absent: nobody is. */
  acknowledge?: RetryParts['acknowledger']['acknowledge'] | undefined;
}

/** The rooms of one replica, without HTTP and without Nest. */
export interface Core
  extends Store, Audit, Dlq, CatalogRoom, Processing, Attempts, Ingestion, Retry, Decisions {
  facts: Facts;
  shutdown: Shutdown;
  redrives: Redrives;
}

/** Composes the rooms as the modules do. @throws StoreRefused as `StoreProof.start` does */
export async function startCore({
  name,
  router,
  acknowledge,
  openDispatcher,
  ...ports
}: CorePorts): Promise<Core> {
  let ids = 0;
  const newId = () => `${name}-${++ids}`;
  const outside = { ...ports, newId, replica: name, facts: openFacts(ports.log), shutdown: new Shutdown() };
  const store = composeStore(outside);
  await store.proof.start();
  const audited = composeAudit({ ...outside, ...store });
  const kept = { ...outside, ...store, ...audited, ...composeDlq({ ...outside, ...store, ...audited }) };
  const listed = { ...kept, ...composeCatalog(kept) };
  const validator = { validate: async () => {}, places: undefined };
  const run = { ...listed, ...composeProcessing({ ...listed, router, validator }) };
  const attempted = { ...run, ...composeAttempts(run) };
  const schemas = { versioned: (event: CxoneEvent) => event };
  const acknowledger = { acknowledge: acknowledge ?? (async () => {}) };
  const retried = {
    ...attempted,
    ...composeIngestion({ ...attempted, schemas }),
    ...(await composeRetry({ ...attempted, acknowledger }, openDispatcher)),
  };
  const check = { failureOf: async () => null, versioned: (_letter: object, event: CxoneEvent) => event };
  const expressions = {
    of: async (): Promise<never> => {
      throw new PermanentError('upcast_failed', 'no expression runs here');
    },
    syntaxProblem: async () => null,
  };
  const nothing = { matching: 0, sampled: 0, unread: 0, wouldPass: 0, byCause: [] };
  const samples = { runOf: async () => nothing };
  const checks = { check, expressions };
  const decided = { ...retried, ...composeDecisions({ ...retried, ...checks }) };
  return {
    ...decided,
    redrives: await composeRedrives({ ...decided, ...checks, retries: retried.jobRetries, samples }),
  };
}
