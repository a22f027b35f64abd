import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { Places } from './places.js';

describe('places', () => {
  const clock = new TestClock();
  const wait = { ms: 1_000, clock, urgent: false };

  it('are given to who is urgent first, and to each in the order of coming', async () => {
    const places = new Places(1);
    const release = places.tryTake()!;
    expect(places.tryTake()).toBeNull();
    const order: string[] = [];
    const take = async (name: string, urgent: boolean) => {
      const mine = await places.take({ ...wait, urgent });
      order.push(name);
      mine!();
    };
    const all = [take('a', false), take('b', false), take('c', true), take('d', true)];
    release();
    release();
    await Promise.all(all);
    expect(order).toEqual(['c', 'd', 'a', 'b']);
    expect([places.tryTake(), places.tryTake()]).toEqual([expect.any(Function), null]);
  });

  it('are waited for no longer than asked, and none is lost by it', async () => {
    const places = new Places(1);
    const release = places.tryTake()!;
    const stop = new AbortController();
    const waits = [places.take(wait), places.take({ ...wait, ms: 5_000, signal: stop.signal })];
    await clock.advance(1_000);
    stop.abort();
    expect(await Promise.all(waits)).toEqual([null, null]);
    expect(await places.take({ ...wait, signal: stop.signal })).toBeNull();
    release();
    expect(places.tryTake()).not.toBeNull();
  });
});
