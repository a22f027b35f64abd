import { claimed } from '../../../src/domain/letter/lifecycle.js';
import { simulatedEvent } from '../actions.js';
import type { Call, Strike } from '../fault-plan.js';
import { unless, type Scenario } from '../scenario.js';
import type { World } from '../world.js';

const a = simulatedEvent('a');

/** The event comes in again on the replica that retries its record, or is about to. */
export const redeliveryMeetsRetry: Scenario = {
  name: 'redelivery-meets-retry',
  replicas: 2,
  prepare: async (actions) => void (await actions.place(a)),
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 1_500;
    world.target.verdict = () => world.chance.pick(['pass', 'transient']);
    const soon = () => world.wait(world.chance.below(1_500));
    const retry = async () => {
      await soon();
      await actions.retry(0, actions.placed[0]!);
    };
    const redelivery = async () => {
      await soon();
      await actions.send(a, [0, 0, 1]);
    };
    await Promise.all([retry(), redelivery()]);
  },
  fair: ({ ledger }) => unless({ 'it is acknowledged': ledger.answers.length > 0 }),
};

/** A write that strayed arrives while its twin is being delivered: an older record, seen by another replica's sweep. */
export const lateTwin: Scenario = {
  name: 'late-twin',
  replicas: 3,
  prepare: async (actions) => void (await actions.place(a)),
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => world.chance.pick([2_000, 10_000]);
    world.target.verdict = () => 'transient';
    const others = async () => {
      await world.wait(world.chance.below(1_000));
      await actions.place(a, { agoMs: 7_200_000 });
      await Promise.all([actions.sweep(1), actions.sweep(2)]);
    };
    await Promise.all([actions.sweep(0), others()]);
  },
  fair: ({ world }) => unless({ 'it is delivered': world.target.deliveries.length > 0 }),
};

/** Of two twins the older is parked, and held by a worker that has ended; the younger still has hope. */
export const heldTwin: Scenario = {
  name: 'held-twin',
  replicas: 2,
  async prepare(actions) {
    const lease = { claimId: 'c', owner: 'gone', ttlMs: 50_000 };
    await actions.place(a, {
      failure: 'permanent',
      change: (letter) => claimed(letter, lease, { now: letter.failedAt, trigger: 'manual', by: 'gone' }),
    });
    await actions.place(a);
  },
  async act(actions) {
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
    await actions.world.wait(60_000);
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
  },
  fair: ({ world }) => unless({ 'nothing is left': world.records().length === 0 }),
};

/** A process stands still past the end of its lease, and goes on just when another delivers the event. */
function lateRiser(name: string, strike: Strike, when: (call: Call, world: World) => boolean): Scenario {
  return {
    name,
    replicas: 2,
    prepare: async (actions) => void (await actions.place(a)),
    async act(actions) {
      const { world } = actions;
      world.target.durationMs = () => 19_000;
      world.target.verdict = (_event, nth) => (nth === 1 ? 'pass' : 'transient');
      world.plan.next(strike, (call) => call.by === 'r0.1' && when(call, world));
      await actions.retry(0, actions.placed[0]!);
      world.sweepBySchedule();
      await world.wait(90_000);
    },
    fair: ({ world }) => unless({ 'another takes over': world.target.deliveries.length > 0 }),
  };
}

/** It has claimed, and begun nothing. */
export const lateToBegin = lateRiser(
  'late-to-begin',
  { kind: 'pause-after', ms: 75_000 },
  ({ name }) => name === 'put',
);

/** It has delivered, and settled nothing. */
export const lateToSettle = lateRiser(
  'late-to-settle',
  { kind: 'pause-before', ms: 56_500 },
  ({ name }, { target }) => target.passed(a.identity) && (name === 'put' || name === 'remove'),
);
