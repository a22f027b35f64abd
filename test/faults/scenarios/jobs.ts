import { isActive } from '../../../src/domain/job/job.js';
import { SOMEBODY } from '../../support/somebody.js';
import { unless, type Scenario } from '../scenario.js';
import { jobsIn } from './job-judgement.js';
import { ended, endedThough, IDS, insist, job, PLAN, plan, start, tell } from './job-steps.js';

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
    await endedThough(actions, id);
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
