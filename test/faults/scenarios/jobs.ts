import { isActive, OUTCOMES, type WrittenOutcome } from '../../../src/domain/job/job.js';
import { noOutcomes, withNotTried } from '../../../src/domain/job/outcome-counts.js';
import { decodeJob, jobKey, JOBS_PREFIX, type JobRecord } from '../../../src/redrives/store/job-record.js';
import { decodeResults, resultsKey } from '../../../src/redrives/store/shards.js';
import type { PlanRequest } from '../../../src/redrives/plan/job-plans.js';
import { Problem } from '../../../src/http/problem.js';
import { SOMEBODY } from '../../support/somebody.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { Replica } from '../replica.js';
import { unless, type Scenario } from '../scenario.js';
import type { World } from '../world.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const LEAST_WAIT_MS = 500;
/** A job is taken over within a minute, and its members' leases run out within another. */
const LONG_ENOUGH_MS = 15 * 60_000;

const PLAN: PlanRequest = {
  action: 'retry',
  selection: { filter: {}, trace_ids: null },
  pace: { ratePerSecond: 2, concurrency: 2 },
  canary: [1],
  stop: { failurePercent: 50, after: 20, onNewCause: false },
  expectedCount: undefined,
};

/** A command that may be answered by nobody, or refused because another one came first. */
async function tell(
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

/** The jobs in the store. */
function jobsIn({ bucket }: World): JobRecord[] {
  return [...bucket.objects.objects].flatMap(([key, { bytes }]) => {
    const id = key.slice(JOBS_PREFIX.length).split('/')[0] ?? '';
    const record = key.startsWith(JOBS_PREFIX) && key === jobKey(id) ? decodeJob(id, bytes) : null;
    return record === null ? [] : [record];
  });
}

/** Plans a job by whichever replica answers. @returns its id; `null`: none did */
async function plan(actions: Actions, request: PlanRequest): Promise<string | null> {
  for (const slot of [0, 1, 0, 1]) {
    const planned = await actions.world.ask(slot, ({ jobs }) => jobs.plans.plan(request, SOMEBODY));
    if (planned !== null) return planned.job.job_id;
    await actions.world.wait(LEAST_WAIT_MS);
  }
  return null;
}

/** Gives a command until the job has taken it, as a person does who looks at the job. */
async function insist(
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

const start = (actions: Actions, jobId: string, slots?: readonly number[]) =>
  insist(
    actions,
    jobId,
    ({ state }) => state !== 'planned',
    ({ jobs }) => jobs.control.start(jobId, undefined, SOMEBODY),
    slots,
  );

/** Waits until no job is under way, or so long that one is stuck. */
async function ended({ world }: Actions): Promise<void> {
  const until = world.scheduler.now + LONG_ENOUGH_MS;
  const underWay = () => jobsIn(world).some(({ state, owner }) => isActive(state) || owner !== null);
  while (underWay() && world.scheduler.now < until) await world.wait(1_000);
}

/** Every member has exactly one outcome, and the job has tried none twice whose outcome was known. */
function judged(actions: Actions): string[] {
  return jobsIn(actions.world).flatMap((job) => [
    ...unended(job),
    ...outcomesOf(actions, job),
    ...twice(actions, job),
  ]);
}

function unended({ job_id, state, owner }: JobRecord): string[] {
  const stuck = isActive(state) || owner !== null;
  return stuck ? [`${job_id} is ${state} and owned by ${owner?.replica ?? 'nobody'} after all`] : [];
}

function outcomesOf({ world }: Actions, { job_id, sealed, total, members }: JobRecord): string[] {
  if (members.length === 0) return [];
  const seen = new Map<number, WrittenOutcome>();
  const problems: string[] = [];
  const counts = noOutcomes();
  for (const { writer, shards } of sealed) {
    for (let number = 0; number < shards; number++) {
      const object = world.bucket.objects.objects.get(resultsKey(job_id, writer, number));
      if (object === undefined) {
        problems.push(`${job_id} has lost the results ${writer}-${number}`);
        continue;
      }
      for (const { n, outcome } of decodeResults(object.bytes)) {
        const before = seen.get(n);
        if (before !== undefined) problems.push(`member ${n} of ${job_id} is ${before} and ${outcome}`);
        seen.set(n, outcome);
        counts[outcome]++;
      }
    }
  }
  const all = withNotTried(counts, total);
  const sum = OUTCOMES.reduce((before, outcome) => before + all[outcome], 0);
  if (sum !== total) problems.push(`${job_id} has ${sum} outcomes and ${total} members`);
  return problems;
}

/** An attempt of the job whose end is on record was its last one. The bucket keeps what every claim has written. */
function twice({ world }: Actions, { job_id }: JobRecord): string[] {
  return world.bucket.jobAttempts
    .filter(({ jobId }) => jobId === job_id)
    .filter(({ after }) => after !== null && after !== 'worker_lost')
    .map(({ key, after }) => `${job_id} tried ${key.slice(-40)} again after ${after}`);
}

const places = async (actions: Actions) => {
  for (const id of IDS) await actions.place(simulatedEvent(id), { failure: 'permanent' });
};

/** Each member that the job says has succeeded was delivered. */
function unfounded({ world }: Actions): string[] {
  return jobsIn(world).flatMap(({ job_id, sealed }) =>
    sealed.flatMap(({ writer, shards }) =>
      Array.from({ length: shards }, (_, number) => number).flatMap((number) => {
        const object = world.bucket.objects.objects.get(resultsKey(job_id, writer, number));
        const results = object === undefined ? [] : decodeResults(object.bytes);
        return results
          .filter(({ outcome, trace_id }) => outcome === 'succeeded' && !delivered(world, trace_id))
          .map(({ trace_id }) => `${trace_id} succeeded and was never delivered`);
      }),
    ),
  );
}

function delivered({ target }: World, traceId: string): boolean {
  return target.deliveries.some((delivery) => delivery.passed && delivery.traceId === traceId);
}

const job = (
  scenario: Omit<Scenario, 'jobs' | 'always' | 'prepare'> & Pick<Partial<Scenario>, 'prepare'>,
): Scenario => ({
  prepare: places,
  ...scenario,
  jobs: true,
  always: (actions) => [...judged(actions), ...unfounded(actions)],
});

/** A job is planned, started, and runs to its end. One member fails. */
const runs = job({
  name: 'job-runs',
  replicas: 2,
  async act(actions) {
    actions.world.target.verdict = ({ eventId }) => (eventId === 'c' ? 'permanent' : 'pass');
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id);
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({
      'it is completed': jobsIn(world).every(({ state }) => state === 'completed'),
      'each is delivered once': world.target.deliveries.length === IDS.length,
      'one is left': world.records().length === 1,
    }),
});

/** A job is paused and resumed on another replica, and its pace is changed. */
const paused = job({
  name: 'job-paused',
  replicas: 2,
  async act(actions) {
    actions.world.target.durationMs = () => 300;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id);
    await actions.world.wait(1_000);
    await insist(
      actions,
      id,
      ({ state }) => state !== 'running',
      ({ jobs }) => jobs.control.pause(id, SOMEBODY),
      [1, 0],
    );
    await tell(actions, 1, ({ jobs }) => jobs.control.setPace(id, { ratePerSecond: 5 }, SOMEBODY));
    await insist(
      actions,
      id,
      ({ state }) => state !== 'paused' && state !== 'stopped',
      ({ jobs }) => jobs.control.resume(id, SOMEBODY),
      [1, 0],
    );
    await ended(actions);
  },
  fair: ({ world }) => unless({ 'each is delivered once': world.target.deliveries.length === IDS.length }),
});

/** The replica that owns the job dies in the middle, and another one takes it over. */
const takenOver = job({
  name: 'job-taken-over',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 300;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id, [0]);
    world.plan.next({ kind: 'kill-after' }, ({ name, key }) => name === 'put' && key.includes('/results/'));
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({
      'another replica has it': jobsIn(world).every(({ owners }) => owners === 2),
      'nothing is left': world.records().length === 0,
    }),
});

/** The owner stands still for longer than its lease, and wakes up while another replica has the job. */
const sleepingOwner = job({
  name: 'job-sleeping-owner',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 300;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id, [0]);
    await world.wait(1_000);
    world.pause(0, 42_000);
    await ended(actions);
    await world.wait(60_000);
  },
  fair: ({ world }) => unless({ 'nothing is left': world.records().length === 0 }),
});

/** A job stops at its canary, and is resumed. */
const stops = job({
  name: 'job-stops',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) =>
      nth === 1 && world.target.deliveries.length <= 1 ? 'permanent' : 'pass';
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id);
    await ended(actions);
    await insist(
      actions,
      id,
      ({ state }) => state !== 'stopped',
      ({ jobs }) => jobs.control.resume(id, SOMEBODY),
    );
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({
      'it is completed': jobsIn(world).every(({ state }) => state === 'completed'),
      'one is left': world.records().length === 1,
    }),
});

/** A job is cancelled in the middle, while a replica that had a part of it is dead. */
const cancelled = job({
  name: 'job-cancelled',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 2_000;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id, [0]);
    world.plan.next({ kind: 'kill-before' }, ({ name }) => name === 'process');
    await world.wait(3_000);
    await insist(
      actions,
      id,
      ({ state }) => state !== 'running' && state !== 'paused' && state !== 'stopped',
      ({ jobs }) => jobs.control.cancel(id, SOMEBODY),
    );
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({ 'it is cancelled': jobsIn(world).every(({ state }) => state === 'cancelled') }),
});

/** Two jobs are started at the same time by two replicas. One runs, and the other one waits for its turn. */
const twoAtOnce = job({
  name: 'jobs-two-at-once',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    const [one, two] = [await plan(actions, PLAN), await plan(actions, PLAN)];
    const watch = async () => {
      for (let looks = 0; looks < 100; looks++) {
        const running = jobsIn(world).filter(({ state }) => isActive(state));
        if (running.length > 1) world.violations.push('two jobs run at the same time');
        await world.wait(100);
      }
    };
    const begin = (id: string | null, slots: number[]) =>
      id === null ? Promise.resolve() : start(actions, id, slots);
    await Promise.all([begin(one, [0, 1]), begin(two, [1, 0]), watch()]);
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({
      'both are completed': jobsIn(world).every(({ state }) => state === 'completed'),
      'each is delivered once': world.target.deliveries.length === IDS.length,
    }),
});

/** All are discarded by one job, and restored by the next one. */
const discards = job({
  name: 'job-discards',
  replicas: 2,
  async act(actions) {
    for (const action of ['discard', 'restore'] as const) {
      const id = await plan(actions, { ...PLAN, action, canary: [] });
      if (id === null) return;
      await start(actions, id);
      await ended(actions);
    }
  },
  fair: ({ world }) =>
    unless({
      'both are completed': jobsIn(world).every(({ state }) => state === 'completed'),
      'all were discarded and restored': world.records().every(({ letter }) => letter.edits.length === 2),
      'none is delivered': world.target.deliveries.length === 0,
    }),
});

export const JOBS: readonly Scenario[] = [
  runs,
  paused,
  takenOver,
  sleepingOwner,
  stops,
  cancelled,
  twoAtOnce,
  discards,
];
