import { simulatedEvent, type Actions } from '../actions.js';
import { crowd } from './many.js';
import { unless, type Scenario } from '../scenario.js';

const MINUTE_MS = 60_000;

/** A retry begins at the next sweep after it is due: a sweep every 20 s, and what S3's whole seconds and the steps add. */
const SOON_MS = 30_000;

const events = ['a', 'b', 'c', 'd'].map((id) => simulatedEvent(id));
const [a] = events;

/** Every retry by schedule began as soon as its time had come. */
function inTime({ world: { target } }: Actions): boolean {
  return target.deliveries.every(({ trigger, lateMs }) => trigger !== 'sweep' || (lateMs ?? 0) <= SOON_MS);
}

/** Two replicas at one queue retry the same events in turns, as chance has it, until they pass. */
const inTurns: Scenario = {
  name: 'queued-in-turns',
  replicas: 2,
  queued: true,
  prepare: async (actions) => {
    for (const event of events) await actions.place(event);
  },
  async act({ world }) {
    world.target.verdict = (_event, nth) => (nth <= 3 ? 'transient' : 'pass');
    world.sweepBySchedule();
    // The longest delays after the first three retries.
    await world.wait((2 + 4 + 8) * MINUTE_MS + 4 * SOON_MS);
  },
  fair: (actions) =>
    unless({
      'each retry begins in its time': inTime(actions),
      'each passes at the fourth retry': actions.world.target.deliveries.length === 4 * events.length,
      'nothing is left': actions.world.records().length === 0,
    }),
};

/** One of two replicas at a queue has retried an event, and is gone when it is due again. */
const byOneThatIsGone: Scenario = {
  name: 'queued-by-one-gone',
  replicas: 2,
  queued: true,
  prepare: async (actions) => void (await actions.place(a!)),
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) => (nth === 1 ? 'transient' : 'pass');
    world.pause(0, 10_000);
    await actions.sweep(1);
    await world.wait(12_000);
    // The other one has heard by now that the retry was made.
    world.pause(1, 20 * MINUTE_MS);
    world.sweepBySchedule();
    await world.wait(2 * MINUTE_MS + SOON_MS);
  },
  fair: (actions) =>
    unless({
      'one tries it, and then the other':
        actions.world.target.deliveries.map(({ process }) => process.name).join() === 'r1.1,r0.1',
      'each retry begins in its time': inTime(actions),
      'nothing is left': actions.world.records().length === 0,
    }),
};

const queuedCrowd: Scenario = { ...crowd, name: 'queued-crowd', queued: true };

export const QUEUED: readonly Scenario[] = [inTurns, byOneThatIsGone, queuedCrowd];
