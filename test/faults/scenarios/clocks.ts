import { simulatedEvent } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The longest delay after a first failure (RETRY_BASE_DELAY_MS), and what S3's whole seconds add. */
const LONGEST_MS = 60_000 + 5_000;

/** One replica fails an event, and another, whose clock shows another time, retries it in its time. */
function apart(name: string, first: number, second: number): Scenario {
  return {
    name,
    replicas: 2,
    async act(actions) {
      const { world } = actions;
      world.setClock(0, first);
      world.setClock(1, second);
      world.target.verdict = (_event, nth) => (nth === 1 ? 'transient' : 'pass');
      await actions.send(a, [0, 0, 0]);
      const end = world.scheduler.now + LONGEST_MS;
      while (world.scheduler.now < end) {
        await world.wait(5_000);
        await actions.sweep(1);
      }
    },
    fair: ({ world }) => unless({ 'it is retried in its time': world.target.passed(a.identity) }),
  };
}

/** An event fails while the clock of its replica is a day wrong; then the clock is set right. */
function wrongForAWhile(name: string, aheadMs: number): Scenario {
  return {
    name,
    replicas: 1,
    async act(actions) {
      const { world } = actions;
      world.target.verdict = (_event, nth) => (nth <= 2 ? 'transient' : 'pass');
      world.setClock(0, aheadMs);
      await actions.send(a, [0, 0, 0]);
      await actions.retry(0, world.records()[0]?.letter.traceId ?? actions.unknownTraceId);
      world.setClock(0, 0);
      world.sweepBySchedule();
      // The delay after a second failure is twice the first at most.
      await world.wait(2 * LONGEST_MS + 30_000);
    },
    fair: ({ world }) => unless({ 'it is retried in its time': world.target.passed(a.identity) }),
  };
}

export const CLOCKS: readonly Scenario[] = [
  apart('failed-ahead', 10 * MINUTE_MS, 0),
  apart('failed-behind', -10 * MINUTE_MS, 0),
  apart('retried-ahead', 0, 10 * MINUTE_MS),
  apart('retried-behind', 0, -10 * MINUTE_MS),
  wrongForAWhile('a-day-ahead', DAY_MS),
  wrongForAWhile('a-day-behind', -DAY_MS),
];
