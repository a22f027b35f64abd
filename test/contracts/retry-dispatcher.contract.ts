import { afterEach, describe, expect, it } from 'vitest';
import { RetryPlaces } from '../../src/retry/dispatch/retry-places.js';
import type { DueRetry, RetryDispatcher } from '../../src/retry/dispatch/retry-dispatcher.port.js';
import { CountingRunner } from '../support/counting-runner.js';
import { dueRetries } from '../support/due-retries.js';

export interface DispatcherLimits {
  concurrency: number;
  ratePerSecond: number;
}

export interface DispatcherParts extends DispatcherLimits {
  runner: CountingRunner;
  places: RetryPlaces;
}

/** What every dispatcher of due retries must do. `open` gives one of an engine that is empty. */
export function describeRetryDispatcher(
  name: string,
  open: (parts: DispatcherParts) => RetryDispatcher,
): void {
  describe(`${name} as a dispatcher of retries`, () => {
    let runner: CountingRunner;
    let places: RetryPlaces;
    let dispatcher: RetryDispatcher;
    const going = new AbortController().signal;

    const start = (limits: Partial<DispatcherLimits> = {}) => {
      const all = { concurrency: 4, ratePerSecond: 0, ...limits };
      runner = new CountingRunner();
      places = new RetryPlaces(all.concurrency);
      dispatcher = open({ ...all, runner, places });
      dispatcher.start();
    };

    afterEach(async () => {
      runner.open();
      await dispatcher.close();
    });

    const keysOf = (due: readonly DueRetry[]) => due.map(({ key }) => key).toSorted();
    const isTried = async (due: readonly DueRetry[]) =>
      await expect.poll(() => runner.ended.toSorted(), { timeout: 15_000 }).toEqual(keysOf(due));

    it('has each tried once, and says how many it took', async () => {
      start();
      const due = dueRetries(50);
      const { processed, dispatched, failed, held, unavailable } = await dispatcher.dispatch(due, going);
      expect(processed + dispatched).toBe(50);
      expect({ failed, held, unavailable }).toEqual({ failed: 0, held: 0, unavailable: false });
      await isTried(due);
    });

    it('tries again what is handed over again after it has ended', async () => {
      start();
      const due = dueRetries(3);
      await dispatcher.dispatch(due, going);
      await isTried(due);
      await expect
        .poll(async () => {
          await dispatcher.dispatch(due, going);
          return runner.ended.length;
        })
        .toBeGreaterThanOrEqual(6);
    });

    it('tries no more at once than it may, and that many', async () => {
      start({ concurrency: 4 });
      runner.shut();
      const due = dueRetries(20);
      const handedOver = dispatcher.dispatch(due, going);
      await expect.poll(() => runner.begun.length, { timeout: 10_000 }).toBe(4);
      runner.open();
      await handedOver;
      await isTried(due);
      expect(runner.mostAtOnce).toBe(4);
    });

    it('begins no more in a second than it may', async () => {
      start({ concurrency: 50, ratePerSecond: 20 });
      const due = dueRetries(45);
      await dispatcher.dispatch(due, going);
      await isTried(due);
      const times = runner.begun.map(({ at }) => at);
      // Where seconds are counted apart, two of them meet within any one.
      for (const [i, at] of times.entries()) {
        expect(times.filter((other) => other >= at && other < at + 990).length, `from ${i}`).toBeLessThan(42);
      }
      expect(times.at(-1)! - times[0]!).toBeGreaterThan(1_500);
    });

    it('lets people go first, and waits for their places', async () => {
      start({ concurrency: 2 });
      const [first, second] = [
        await places.acquire({ urgent: true }),
        await places.acquire({ urgent: true }),
      ];
      const due = dueRetries(5);
      const handedOver = dispatcher.dispatch(due, going);
      first();
      await expect.poll(() => runner.ended.length, { timeout: 10_000 }).toBe(5);
      expect(runner.mostAtOnce).toBe(1);
      second();
      await handedOver;
    });

    it('does not settle while it can take no more', async () => {
      start({ concurrency: 2 });
      runner.shut();
      const due = dueRetries(300);
      let settled = false;
      const handedOver = dispatcher.dispatch(due, going).finally(() => (settled = true));
      await expect.poll(() => runner.begun.length, { timeout: 10_000 }).toBe(2);
      expect(settled).toBe(false);
      runner.open();
      await handedOver;
      await isTried(due);
    });

    it('leaves alone what waits for its target, and tries it when it is handed over later', async () => {
      start();
      runner.held = true;
      const due = dueRetries(3);
      expect(await dispatcher.dispatch(due, going)).toMatchObject({ processed: 0, held: 3, dispatched: 0 });
      runner.held = false;
      await dispatcher.dispatch(due, going);
      await isTried(due);
    });

    it('hands over no more once it is told to stop, and ends what has begun', async () => {
      start({ concurrency: 2 });
      runner.shut();
      const stop = new AbortController();
      const handedOver = dispatcher.dispatch(dueRetries(30), stop.signal);
      await expect.poll(() => runner.begun.length, { timeout: 10_000 }).toBe(2);
      stop.abort(new Error('stopping'));
      let closed = false;
      const closing = dispatcher.close().finally(() => (closed = true));
      await new Promise((resolve) => setImmediate(resolve));
      expect(closed).toBe(false);
      runner.open();
      await Promise.all([handedOver, closing]);
      expect(runner.ended.toSorted()).toEqual(runner.keys.toSorted());
      expect(runner.begun.length).toBe(2);
    });
  });
}
