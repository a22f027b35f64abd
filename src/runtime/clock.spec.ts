import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { sleep, SystemClock } from './clock.js';

describe('the clock of the system', () => {
  it('counts intervals in whole milliseconds that never go back', () => {
    const clock = new SystemClock();
    const first = clock.monotonic();
    expect(Number.isInteger(first)).toBe(true);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it('calls back, unless it was cancelled', async () => {
    const clock = new SystemClock();
    const called: string[] = [];
    const cancel = clock.after(0, () => called.push('cancelled'));
    cancel();
    await new Promise<void>((resolve) => {
      clock.after(1, () => {
        called.push('kept');
        resolve();
      });
    });
    expect(called).toEqual(['kept']);
  });
});

describe('sleeping', () => {
  it('lasts as long as it is told', async () => {
    const clock = new TestClock();
    let over = false;
    const slept = sleep(clock, 100).then(() => (over = true));
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    await slept;
  });

  it('ends with the signal’s reason', async () => {
    const clock = new TestClock();
    const controller = new AbortController();
    const slept = sleep(clock, 100, controller.signal);
    controller.abort(new Error('stop'));
    await expect(slept).rejects.toThrow('stop');
    await expect(sleep(clock, 100, controller.signal)).rejects.toThrow('stop');
  });
});
