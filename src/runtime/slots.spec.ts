import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

describe('slots', () => {
  it('let in as many as there are, and the next in the order of their coming', async () => {
    const slots = new Slots(2);
    const { signal } = new AbortController();
    const order: string[] = [];
    const enter = (name: string) => slots.enter(signal).then(() => order.push(name));
    await Promise.all([enter('a'), enter('b')]);
    const [c, d] = [enter('c'), enter('d')];
    slots.leave();
    await c;
    expect(order).toEqual(['a', 'b', 'c']);
    slots.leave();
    await d;
    slots.leave();
    slots.leave();
    await Promise.all([enter('e'), enter('f')]);
    expect(order).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('turn away who waits when the signal is aborted, and lose no slot by it', async () => {
    const slots = new Slots(1);
    const stop = new AbortController();
    await slots.enter(stop.signal);
    const waiting = slots.enter(stop.signal);
    stop.abort();
    expect([await waiting, await slots.enter(stop.signal)]).toEqual([false, false]);
    slots.leave();
    expect(await slots.enter(new AbortController().signal)).toBe(true);
  });
});
