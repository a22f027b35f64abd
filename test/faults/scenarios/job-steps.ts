import { isActive } from '../../../src/domain/job/job.js';
import { Problem } from '../../../src/http/problem.js';
import type { PlanRequest } from '../../../src/redrives/plan/job-plans.js';
import type { JobRecord } from '../../../src/redrives/store/job-record.js';
import { ADMIN } from '../../support/somebody.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { Replica } from '../replica.js';
import type { Scenario } from '../scenario.js';
import { jobsIn, judged, unfounded } from './job-judgement.js';

export const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const LEAST_WAIT_MS = 500;
/** A job is taken over within a minute, and its members' leases run out within another. */
const LONG_ENOUGH_MS = 15 * 60_000;

export const PLAN: PlanRequest = {
  action: 'retry',
  selection: { filter: {}, trace_ids: null },
  correction: null,
  pace: { ratePerSecond: 2, concurrency: 2 },
  canary: [1],
  stop: { failurePercent: 50, after: 20, onNewCause: false },
  expectedCount: undefined,
};

/** A command that may be answered by nobody, or refused because another one came first. */
export async function tell(
  actions: Actions,
  slot: number,
  work: (replica: Replica) => Promise<unknown>,
): Promise<void> {
  await actions.world.ask(slot, async (replica) => {
    try {
      await work(replica);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  });
}

/** Plans a job by whichever replica answers. @returns its id; `null`: none did */
export async function plan(actions: Actions, request: PlanRequest): Promise<string | null> {
  for (const slot of [0, 1, 0, 1]) {
    const planned = await actions.world.ask(slot, ({ jobs }) => jobs.plans.plan(request, ADMIN));
    if (planned !== null) return planned.job.job_id;
    await actions.world.wait(LEAST_WAIT_MS);
  }
  return null;
}

/** Gives a command until the job has taken it, as a person does who looks at the job. */
export async function insist(
  actions: Actions,
  jobId: string,
  has: (record: JobRecord) => boolean,
  work: (replica: Replica) => Promise<unknown>,
  slots: readonly number[] = [0, 1],
): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const job = jobsIn(actions.world).find(({ job_id }) => job_id === jobId);
    if (job === undefined || has(job)) return;
    await tell(actions, slots[tries % slots.length]!, work);
    await actions.world.wait(LEAST_WAIT_MS * 4);
  }
}

export const start = (actions: Actions, jobId: string, slots?: readonly number[]) =>
  insist(
    actions,
    jobId,
    ({ state }) => state !== 'planned',
    ({ jobs }) => jobs.control.start(jobId, undefined, ADMIN),
    slots,
  );

/** Waits until no job is under way, or so long that one is stuck. */
export async function ended({ world }: Actions): Promise<void> {
  const until = world.scheduler.now + LONG_ENOUGH_MS;
  const underWay = () => jobsIn(world).some(({ state, owner }) => isActive(state) || owner !== null);
  while (underWay() && world.scheduler.now < until) await world.wait(1_000);
}

/**
 * Waits for the end of one job, and resumes it where it is paused or has stopped: a command whose answer was lost may be
 * carried out long after, as by somebody who pauses the job once more.
 */
export async function endedThough(actions: Actions, jobId: string): Promise<void> {
  for (let tries = 0; tries < 6; tries++) {
    await endsOrPauses(actions);
    const job = jobsIn(actions.world).find(({ job_id }) => job_id === jobId);
    if (job === undefined || job.deleted_at !== null) return;
    if (job.state !== 'paused' && job.state !== 'stopped') return;
    await insist(
      actions,
      jobId,
      ({ state, deleted_at }) => deleted_at !== null || (state !== 'paused' && state !== 'stopped'),
      ({ jobs }) => jobs.control.resume(jobId, ADMIN),
    );
  }
}

/** Waits until no replica works on a job, or so long that one is stuck. */
async function endsOrPauses({ world }: Actions): Promise<void> {
  const until = world.scheduler.now + LONG_ENOUGH_MS;
  const works = () => jobsIn(world).some(({ state, owner }) => state === 'running' || owner !== null);
  while (works() && world.scheduler.now < until) await world.wait(1_000);
}

export const places = async (actions: Actions) => {
  for (const id of IDS) await actions.place(simulatedEvent(id), { failure: 'permanent' });
};

export const job = (
  scenario: Omit<Scenario, 'jobs' | 'always' | 'prepare'> & Pick<Partial<Scenario>, 'prepare'>,
): Scenario => ({
  prepare: places,
  ...scenario,
  jobs: true,
  always: (actions) => [...judged(actions), ...unfounded(actions)],
});
