import { describe, expect, it, vi } from 'vitest';
import { DeadlineExceeded, withDeadline } from './deadline.js';
import type { Clock } from './clock.js';

/** A clock whose one timer is ended by hand. */
function oneTimer() {
  const timer = { end: () => {}, open: 0 };
  const clock: Pick<Clock, 'after'> = {
    after: (_ms, callback) => {
      timer.open++;
      timer.end = callback;
      return () => void timer.open--;
    },
  };
  return { timer, clock: { now: () => 0, monotonic: () => 0, ...clock } };
}

describe('a deadline', () => {
  it('brings what the work brings, and leaves no timer and no listener behind', async () => {
    const { timer, clock } = oneTimer();
    const parent = new AbortController();
    const left = vi.spyOn(parent.signal, 'removeEventListener');
    await expect(withDeadline(clock, 5, async () => 'done', parent.signal)).resolves.toBe('done');
    await expect(withDeadline(clock, 5, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(timer.open).toBe(0);
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('settles and aborts when the time is over, whether or not the work heeds it', async () => {
    const { timer, clock } = oneTimer();
    const seen: unknown[] = [];
    const settled = withDeadline(clock, 5, (signal) => {
      signal.addEventListener('abort', () => seen.push(signal.reason));
      return new Promise(() => {});
    });
    timer.end();
    await expect(settled).rejects.toBeInstanceOf(DeadlineExceeded);
    expect(seen).toEqual([new DeadlineExceeded(5)]);
    expect(timer.open).toBe(0);
  });

  it('aborts with its parent, and does not begin after it', async () => {
    const { timer, clock } = oneTimer();
    const parent = new AbortController();
    let mine: AbortSignal | undefined;
    const settled = withDeadline(
      clock,
      5,
      (signal) => {
        mine = signal;
        return new Promise(() => {});
      },
      parent.signal,
    );
    const reason = new Error('stopped');
    parent.abort(reason);
    await expect(settled).rejects.toBe(reason);
    expect(mine?.reason).toBe(reason);
    expect(timer.open).toBe(0);
    const work = vi.fn(async () => {});
    await expect(withDeadline(clock, 5, work, parent.signal)).rejects.toBe(reason);
    expect(work).not.toHaveBeenCalled();
  });

  it('rejects where the work throws before its first wait', async () => {
    const { timer, clock } = oneTimer();
    const work = () => {
      throw new Error('at once');
    };
    await expect(withDeadline(clock, 5, work)).rejects.toThrow('at once');
    expect(timer.open).toBe(0);
  });
});
