import type { PlanRequest } from '../../src/redrives/plan/job-plans.js';
import type { JobRecord } from '../../src/redrives/store/job-record.js';
import { progressOf, withNotTried, type OutcomeCounts } from '../../src/domain/job/outcome-counts.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { loadConfig } from '../../src/config/config.js';
import type { Clock } from '../../src/runtime/clock.js';
import { startCoreWorld, type CoreWorld, type CoreWorldOptions } from './core-world.js';
import { eventOf } from './event-of.js';
import { SOMEBODY } from './somebody.js';

const FAILURE: Failure = { code: 'upstream_error', reason: 'the CRM answered HTTP 503', retryable: false };

/** A plan that takes every dead letter, at a pace that no test waits for. */
export const ALL: PlanRequest = {
  action: 'retry',
  selection: { filter: {}, trace_ids: null },
  correction: null,
  pace: { ratePerSecond: 1_000, concurrency: 4 },
  canary: [],
  stop: { failurePercent: 100, after: 20, onNewCause: false },
  expectedCount: undefined,
};

/** A replica with jobs, whose store, clock and target other replicas of a test share. */
export interface JobWorld extends CoreWorld {
  /** Plans and starts a job. @returns its id */
  started: (request?: Partial<PlanRequest>) => Promise<string>;
  planned: (request?: Partial<PlanRequest>) => Promise<string>;
  job: (jobId: string) => Promise<JobRecord>;
  outcomes: (jobId: string) => Promise<Partial<OutcomeCounts>>;
}

export async function startJobWorld(options: CoreWorldOptions = {}): Promise<JobWorld> {
  const world = await startCoreWorld(options);
  const { plans, control, jobs, counts } = world.redrives;
  const planned = async (request: Partial<PlanRequest> = {}) => {
    const plan = plans.plan({ ...ALL, ...request }, SOMEBODY);
    plan.catch(() => {});
    await world.clock.advance(0);
    return (await plan).job.job_id;
  };
  const job = async (jobId: string) => (await jobs.read(jobId))!.record;
  return {
    ...world,
    planned,
    job,
    started: async (request) => {
      const jobId = await planned(request);
      await control.start(jobId, undefined, SOMEBODY);
      return jobId;
    },
    outcomes: async (jobId) => {
      const record = await job(jobId);
      const all = withNotTried((await counts.of(record)).counts, record.total);
      if (progressOf(all).done > record.total) throw new Error('more outcomes than members');
      return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
    },
  };
}

/** Stores parked dead letters, the oldest first. @returns their keys */
export async function placeParked(
  { letters, clock }: Pick<CoreWorld, 'letters'> & { clock: Pick<Clock, 'now'> },
  ids: readonly string[],
): Promise<string[]> {
  const keys: string[] = [];
  for (const [nth, id] of ids.entries()) {
    const at = { now: clock.now() - 3_600_000 + nth * 1_000, random: 0, policy: loadConfig({}).retry };
    const report = { startedAt: at.now, processor: null, by: 'before', received: null };
    const letter = firstFailure(
      eventOf(JSON.stringify({ event_id: id, tenant_id: 't' })),
      FAILURE,
      report,
      at,
    );
    const created = await letters.create(letter);
    keys.push(created.stored.key);
  }
  return keys;
}
