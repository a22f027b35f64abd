import { composeAudit } from '../../audit/compose-audit.js';
import { composeCatalog } from '../../catalog/compose-catalog.js';
import type { Config } from '../../config/config.js';
import { composeDlq, type Dlq } from '../../dlq/compose-dlq.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { composeProcessing } from '../../processing/compose-processing.js';
import type { Router } from '../../processing/event-router.js';
import { composeAttempts } from '../../retry/attempt/compose-attempts.js';
import { composeRetry, type Retry } from '../../retry/compose-retry.js';
import type { Clock } from '../../runtime/clock.js';
import { SILENT_LOG } from '../../runtime/log/silent-log.js';
import { openFacts } from '../../runtime/log-facts.js';
import { Shutdown } from '../../runtime/shutdown.js';
import { composeStore } from '../../store/compose-store.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { composeIngestion, type Ingestion } from '../../webhook/compose-ingestion.js';

export interface SmallServiceParts {
  bare: ObjectStore;
  router: Router;
  config: Config;
  clock: Clock;
}

/** What takes an event in, and retries it. */
export type SmallService = Pick<Dlq, 'letters'> & Pick<Retry, 'retries'> & Ingestion;

/** The rooms that an event goes through, as the service composes them: without HTTP, schemas, CXone and schedules. */
export async function openSmallService({ router, ...ports }: SmallServiceParts): Promise<SmallService> {
  let ids = 0;
  const log = SILENT_LOG;
  const outside = {
    ...ports,
    log,
    random: () => 0.5,
    newId: () => `test-${++ids}`,
    replica: 'test',
    facts: openFacts(log),
    shutdown: new Shutdown(),
  };
  const store = composeStore(outside);
  await store.proof.start();
  const audited = composeAudit({ ...outside, ...store });
  const kept = { ...outside, ...store, ...audited, ...composeDlq({ ...outside, ...store, ...audited }) };
  const listed = { ...kept, ...composeCatalog(kept) };
  const validator = { validate: async () => {}, places: undefined };
  const run = { ...listed, ...composeProcessing({ ...listed, router, validator }) };
  const attempted = { ...run, ...composeAttempts(run) };
  const schemas = { versioned: (event: CxoneEvent) => event };
  const acknowledger = { acknowledge: async () => {} };
  const retried = await composeRetry({ ...attempted, acknowledger });
  return { ...attempted, ...retried, ...composeIngestion({ ...attempted, schemas }) };
}
