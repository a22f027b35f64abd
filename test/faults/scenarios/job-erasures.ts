import { keyOfTraceId } from '../../../src/domain/letter/trace-id.js';
import type { PlanRequest } from '../../../src/redrives/plan/job-plans.js';
import { ADMIN } from '../../support/somebody.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { Call } from '../fault-plan.js';
import { unless, type Scenario } from '../scenario.js';
import { forgetErased, wronglyErased } from './job-changes-judgement.js';
import { jobsIn, judged } from './job-judgement.js';
import { ended, endedThough, IDS, insist, places, PLAN, plan, start } from './job-steps.js';

const ERASE: PlanRequest = { ...PLAN, action: 'erase', canary: [2] };

/** Each record has an earlier version. */
async function placesTwice(actions: Actions): Promise<void> {
  await places(actions);
  const { objects } = actions.world.bucket.objects;
  for (const [key, { bytes, metadata }] of objects) {
    if (!key.startsWith('dlq/')) continue;
    const options = { condition: 'none', contentType: 'application/json', metadata } as const;
    await actions.world.bucket.objects.put(key, bytes, options);
  }
}

const erasure = (scenario: Pick<Scenario, 'name' | 'act' | 'fair'> & Partial<Scenario>): Scenario => ({
  prepare: placesTwice,
  replicas: 2,
  versioned: true,
  jobs: true,
  brief: true,
  ...scenario,
  always: (actions) => {
    forgetErased(actions);
    return [...judged(actions), ...wronglyErased(actions)];
  },
});

const nothingRemains = ({ world, placed }: Actions) => ({
  'no record remains': world.records().length === 0,
  'no version remains': [...world.bucket.objects.objects.keys()].every((key) => !key.startsWith('dlq/')),
  'no mark remains': placed.every((traceId) => world.bucket.versionsOf(keyOfTraceId(traceId)).length === 0),
});

const isOf = (name: Call['name']) => (call: Call) => call.name === name && call.key.startsWith('dlq/');

async function begun(actions: Actions, slots?: readonly number[]): Promise<string | null> {
  const id = await plan(actions, ERASE);
  if (id !== null) await start(actions, id, slots);
  return id;
}

/** Every record is erased with its versions. */
const erases = erasure({
  name: 'job-erases',
  async act(actions) {
    if ((await begun(actions)) !== null) await ended(actions);
  },
  fair: (actions) => unless(nothingRemains(actions)),
});

/** The owner dies when it has deleted a record, and again between two versions of another one. */
const takenOver = erasure({
  name: 'job-erase-taken-over',
  async act(actions) {
    const { plan: faults } = actions.world;
    if ((await begun(actions, [0])) === null) return;
    faults.next({ kind: 'kill-after' }, isOf('remove'));
    await ended(actions);
  },
  fair: (actions) =>
    unless({
      ...nothingRemains(actions),
      'another replica has it': jobsIn(actions.world).every(({ owners }) => owners === 2),
    }),
});

/** The owner stands still before it deletes versions, and goes on when another replica has done so. */
const sleepingOwner = erasure({
  name: 'job-erase-sleeping-owner',
  async act(actions) {
    const { world } = actions;
    if ((await begun(actions, [0])) === null) return;
    world.plan.next({ kind: 'pause-after', ms: 70_000 }, isOf('list'));
    await ended(actions);
    await world.wait(70_000);
  },
  fair: (actions) => unless(nothingRemains(actions)),
});

/** An erase is paused, and resumed by another replica. */
const paused = erasure({
  name: 'job-erase-paused',
  async act(actions) {
    const { world } = actions;
    const id = await begun(actions);
    if (id === null) return;
    await world.wait(1_000);
    await insist(
      actions,
      id,
      ({ state }) => state !== 'running',
      ({ jobs }) => jobs.control.pause(id, ADMIN),
      [1, 0],
    );
    await endedThough(actions, id);
  },
  fair: (actions) => unless(nothingRemains(actions)),
});

/** An erase is cancelled when its owner has died between a record and its versions. */
const cancelled = erasure({
  name: 'job-erase-cancelled',
  async act(actions) {
    const { world } = actions;
    const id = await begun(actions, [0]);
    if (id === null) return;
    world.plan.next({ kind: 'kill-before' }, isOf('list'));
    await world.wait(2_000);
    await insist(
      actions,
      id,
      ({ state }) => state === 'cancelled' || state === 'completed',
      ({ jobs }) => jobs.control.cancel(id, ADMIN),
    );
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({ 'it is cancelled': jobsIn(world).every(({ state }) => state === 'cancelled') }),
});

/** What is to be erased is due, and sweeps retry it at the same time. */
const meetsSweeps = erasure({
  name: 'job-erase-meets-sweeps',
  prepare: async (actions) => {
    for (const id of IDS) await actions.place(simulatedEvent(id));
  },
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 700;
    world.target.verdict = ({ eventId }) => (eventId < 'd' ? 'pass' : 'transient');
    await Promise.all([begun(actions), actions.sweep(1), actions.sweep(0)]);
    await ended(actions);
  },
  fair: ({ world }) =>
    unless({ 'it is completed': jobsIn(world).every(({ state }) => state === 'completed') }),
});

export const JOB_ERASURES: readonly Scenario[] = [
  erases,
  takenOver,
  sleepingOwner,
  paused,
  cancelled,
  meetsSweeps,
];
