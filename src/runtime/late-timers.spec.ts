import { describe, expect, it, vi } from 'vitest';
import { LateTimers } from './late-timers.js';

describe('timers that are started late', () => {
  const turnEnds = () => new Promise<void>((resolve) => setImmediate(resolve));

  /** Resolves when a timer of `ms` that is set now has called back. */
  const over = (timers: LateTimers, ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve));

  it('call back in the order of their times, and of being set', async () => {
    const timers = new LateTimers();
    const called: string[] = [];
    timers.after(20, () => called.push('last'));
    timers.after(1, () => called.push('first'));
    timers.after(1, () => called.push('second'));
    await over(timers, 20);
    expect(called).toEqual(['first', 'second', 'last']);
  });

  it('are cancelled in the turn in which they were set, and after it', async () => {
    const timers = new LateTimers();
    const called: string[] = [];
    timers.after(0, () => called.push('at once'))();
    const cancelLater = timers.after(5, () => called.push('later'));
    await turnEnds();
    cancelLater();
    await over(timers, 10);
    expect(called).toEqual([]);
  });

  it('are set by a timer that calls back', async () => {
    const timers = new LateTimers();
    await new Promise<void>((resolve) => timers.after(1, () => timers.after(1, resolve)));
  });

  it('make no timer of Node before the end of the turn', async () => {
    // Others in this process set timers too, but none of this length.
    const ms = 60_001;
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const ofNode = () => setTimer.mock.calls.filter(([, after]) => after === ms).length;
    const timers = new LateTimers();
    const cancels = Array.from({ length: 10 }, () => timers.after(ms, () => {}));
    const cancelKept = timers.after(ms, () => {});
    expect(ofNode()).toBe(0);
    for (const cancel of cancels) cancel();
    await turnEnds();
    expect(ofNode()).toBe(1);
    cancelKept();
    setTimer.mockRestore();
  });
});
