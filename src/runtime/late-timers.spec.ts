import { describe, expect, it } from 'vitest';
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
    const timers = new LateTimers();
    const ofNode = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = ofNode();
    const cancels = Array.from({ length: 10 }, () => timers.after(60_000, () => {}));
    expect(ofNode()).toBe(before);
    const cancelKept = timers.after(60_000, () => {});
    for (const cancel of cancels) cancel();
    await turnEnds();
    expect(ofNode()).toBe(before + 1);
    cancelKept();
  });
});
