import { receivedFirst } from '../../../src/domain/letter/lifecycle.js';
import { simulatedEvent } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');
const repaired = simulatedEvent('a', 2);

/** An event is parked, and comes in again where events are stored first; nobody has begun it there. */
const receivedTwin: Scenario = {
  name: 'received-twin',
  replicas: 2,
  async prepare(actions) {
    await actions.place(a, { failure: 'permanent' });
    await actions.place(a, {
      change: ({ event, failedAt }) =>
        receivedFirst(event, null, { now: failedAt, by: 'gone', received: null }),
    });
  },
  async act(actions) {
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
    await actions.world.wait(60_000);
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
  },
  fair: ({ world }) =>
    unless({
      'it is tried': world.target.deliveries.length > 0,
      'nothing is left': world.records().length === 0,
    }),
};

/** Writes of the two records that are to be expected: the repair, and the redelivery's record. */
const MOST_WRITES = 2;

/** A parked record is made another event by hand, and the event that it was comes in again. */
const repairedTwin: Scenario = {
  name: 'repaired-twin',
  replicas: 2,
  prepare: async (actions) => void (await actions.place(a, { failure: 'permanent' })),
  async act(actions) {
    const { world } = actions;
    world.target.verdict = () => 'permanent';
    await actions.repair(actions.placed[0]!);
    await actions.sweep(0);
    await actions.send(a, [0, 1, 0]);
    for (let round = 0; round < 5; round++) {
      await Promise.all([actions.sweep(0), actions.sweep(1)]);
      await world.wait(30_000);
    }
  },
  always: ({ world }) =>
    unless({
      'what was repaired is kept': world
        .records()
        .some(({ letter }) => letter.event.identity === repaired.identity),
    }),
  fair: ({ world }) =>
    unless({
      'both are kept': world.records().length === 2,
      'no sweep writes them again':
        world.bucket.changes.filter(({ key }) => key.startsWith('dlq/')).length <= MOST_WRITES,
    }),
};

export const SETTLED_TWINS: readonly Scenario[] = [receivedTwin, repairedTwin];
