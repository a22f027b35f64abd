import { askedBy } from '../../../src/decisions/asked.js';
import { toJsonText } from '../../../src/domain/json/json-text.js';
import { SOMEBODY } from '../../support/somebody.js';
import type { Actions } from '../actions.js';
import type { Call } from '../fault-plan.js';
import { unless, type Scenario } from '../scenario.js';
import { wronglyUndone } from './job-changes-judgement.js';
import { jobsIn, judged } from './job-judgement.js';
import { ended, endedThough, IDS, insist, places, PLAN, plan, start, tell } from './job-steps.js';

const PATCH = { patch: '{"payload":{"version":2}}', expression: null, then: 'park' } as const;

/** All are corrected by one job, nothing fails yet, and one of them is corrected once more by a person. */
async function corrects(actions: Actions): Promise<void> {
  await places(actions);
  const pace = { ratePerSecond: 100, concurrency: 4 };
  const id = await plan(actions, { ...PLAN, action: 'correct', correction: PATCH, canary: [], pace });
  if (id === null) throw new Error('no replica plans');
  await start(actions, id);
  await ended(actions);
  await byHand(actions, 1, 0);
}

/** A person corrects the record with this number. */
async function byHand(actions: Actions, nth: number, slot: number): Promise<void> {
  const text = toJsonText('{"payload":{"version":3}}');
  await tell(actions, slot, ({ corrections, audit }) =>
    corrections.correct(actions.placed[nth]!, { kind: 'merge', text }, false, askedBy(audit, SOMEBODY)),
  );
}

const undosIn = (actions: Actions) => jobsIn(actions.world).filter(({ action }) => action === 'undo');

/** Asks for the undo until it runs. @returns its id; `null`: it never ran */
async function undoes(actions: Actions, slots: readonly number[] = [0, 1]): Promise<string | null> {
  const corrected = jobsIn(actions.world).find(({ action }) => action === 'correct');
  if (corrected === undefined) return null;
  const { job_id: id } = corrected;
  await insist(
    actions,
    id,
    () => undosIn(actions).some(({ state }) => state !== 'planned'),
    ({ jobs }) => jobs.undo.undo(id, SOMEBODY),
    slots,
  );
  return undosIn(actions).find(({ state }) => state !== 'planned')?.job_id ?? null;
}

const undo = (scenario: Pick<Scenario, 'name' | 'act'> & Partial<Scenario>): Scenario => ({
  prepare: corrects,
  replicas: 2,
  jobs: true,
  brief: true,
  fair: (actions) =>
    unless({
      'it is completed': undosIn(actions).some(({ state }) => state === 'completed'),
      'each but one is as it arrived': asArrived(actions) === IDS.length - 1,
    }),
  ...scenario,
  always: (actions) => [...judged(actions), ...wronglyUndone(actions)],
});

function asArrived({ world }: Actions): number {
  return world.records().filter(({ letter }) => letter.arrived === null).length;
}

const isOf = (name: Call['name']) => (call: Call) => call.name === name && call.key.startsWith('dlq/');

/** Everything is put back but what a person has corrected since. */
const runs = undo({
  name: 'job-undoes',
  async act(actions) {
    if ((await undoes(actions)) !== null) await ended(actions);
  },
});

/** The owner dies when it has put back one record, and another replica goes on. */
const takenOver = undo({
  name: 'job-undo-taken-over',
  async act(actions) {
    if ((await undoes(actions, [0])) === null) return;
    actions.world.plan.next({ kind: 'kill-after' }, isOf('put'));
    await ended(actions);
  },
});

/** The owner stands still before it puts a record back. Another replica has the job when it wakes up, and a person the record. */
const sleepingOwner = undo({
  name: 'job-undo-sleeping-owner',
  async act(actions) {
    const { world } = actions;
    if ((await undoes(actions, [0])) === null) return;
    world.plan.next({ kind: 'pause-before', ms: 70_000 }, isOf('put'));
    await world.wait(30_000);
    await byHand(actions, 4, 1);
    await ended(actions);
    await world.wait(70_000);
  },
  fair: (actions) =>
    unless({ 'all but two or one are as they arrived': asArrived(actions) >= IDS.length - 2 }),
});

/** It is paused and resumed, while a person corrects what is not put back yet. */
const paused = undo({
  name: 'job-undo-paused',
  async act(actions) {
    const { world } = actions;
    const id = await undoes(actions);
    if (id === null) return;
    await insist(
      actions,
      id,
      ({ state }) => state !== 'running',
      ({ jobs }) => jobs.control.pause(id, SOMEBODY),
      [1, 0],
    );
    await byHand(actions, 5, 1);
    await world.wait(1_000);
    await endedThough(actions, id);
  },
  fair: (actions) =>
    unless({ 'it is completed': undosIn(actions).some(({ state }) => state === 'completed') }),
});

export const JOB_UNDOS: readonly Scenario[] = [runs, takenOver, sleepingOwner, paused];
