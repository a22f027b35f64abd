import { describe, expect, it } from 'vitest';
import { TestClock } from '../../../test/support/test-clock.js';
import { RetryPlaces } from './retry-places.js';
import { YieldingPlaces } from './yielding-places.js';

const LOOK_MS = 100;

function world(all: number) {
  const clock = new TestClock();
  const process = { isBusy: false };
  let looks = 0;
  const yielding = new YieldingPlaces(all, clock, () => {
    looks++;
    return process.isBusy;
  });
  const counts: number[] = [];
  yielding.onChange((count) => counts.push(count));
  const releases: Array<() => void> = [];
  const ask = (times: number) => {
    for (let i = 0; i < times; i++) void yielding.acquire().then((release) => releases.push(release));
  };
  const give = async (times: number) => {
    for (const release of releases.splice(0, times)) release();
    await clock.advance(0);
  };
  return { clock, process, looks: () => looks, yielding, counts, releases, ask, give };
}

describe('the places that yield to new events', () => {
  it('are all there while the process has time', async () => {
    const { clock, counts, releases, ask } = world(64);
    ask(70);
    await clock.advance(10 * LOOK_MS);
    expect([releases.length, counts]).toEqual([64, []]);
  });

  it('are halved with each look at a busy process, and a quarter is left', async () => {
    const { clock, process, yielding, counts, ask } = world(64);
    process.isBusy = true;
    ask(1);
    expect(yielding.count).toBe(32);
    await clock.advance(10 * LOOK_MS);
    expect(counts).toEqual([32, 16]);
  });

  it('are taken from nobody who has one', async () => {
    const { clock, process, releases, ask, give } = world(8);
    ask(20);
    await clock.advance(0);
    process.isBusy = true;
    await clock.advance(LOOK_MS);
    ask(1);
    await clock.advance(LOOK_MS);
    expect(releases.length).toBe(8);
    await give(6);
    expect(releases.length).toBe(2);
    await give(1);
    expect(releases.length).toBe(2);
  });

  it('come back step by step by themselves, for those who wait, while nobody comes or goes', async () => {
    const { clock, process, counts, releases, ask } = world(64);
    process.isBusy = true;
    ask(100);
    await clock.advance(LOOK_MS);
    expect(counts).toEqual([32, 16]);
    process.isBusy = false;
    await clock.advance(LOOK_MS);
    expect(counts).toEqual([32, 16, 24]);
    await clock.advance(20 * LOOK_MS);
    expect(counts).toEqual([32, 16, 24, 32, 40, 48, 56, 64]);
    expect(releases.length).toBe(64);
  });

  it('come back where timers are early', async () => {
    const clock = new TestClock();
    const after = (ms: number, callback: () => void) => clock.after(ms - 1, callback);
    const early = { monotonic: () => clock.monotonic(), after };
    let isBusy = true;
    const yielding = new YieldingPlaces(8, early, () => isBusy);
    await yielding.acquire();
    isBusy = false;
    await clock.advance(20 * LOOK_MS);
    expect(yielding.count).toBe(8);
  });

  it('are looked after no more once all are there', async () => {
    const { clock, process, looks, ask } = world(4);
    process.isBusy = true;
    ask(1);
    process.isBusy = false;
    await clock.advance(20 * LOOK_MS);
    expect(looks()).toBe(3);
    await clock.advance(20 * LOOK_MS);
    expect(looks()).toBe(3);
  });

  it('are never fewer than one', async () => {
    const { clock, process, yielding, ask, releases } = world(1);
    process.isBusy = true;
    ask(1);
    await clock.advance(10 * LOOK_MS);
    expect([yielding.count, releases.length]).toEqual([1, 1]);
  });

  it('bound the retries of the schedule, and no person', async () => {
    const { clock, process, yielding } = world(4);
    const places = new RetryPlaces(4, yielding);
    process.isBusy = true;
    const scheduled: unknown[] = [];
    for (let i = 0; i < 4; i++) void places.take().then((place) => scheduled.push(place));
    await clock.advance(3 * LOOK_MS);
    expect(scheduled).toHaveLength(2);
    expect(places.tryAcquire()).not.toBeNull();
    expect(places.tryAcquire()).not.toBeNull();
    expect(places.tryAcquire()).toBeNull();
  });

  it('are given back by one that gives up while it waits for people', async () => {
    const { yielding } = world(1);
    const places = new RetryPlaces(1, yielding);
    const leave = await places.acquire({ urgent: true });
    const stop = new AbortController();
    const waiting = places.take(stop.signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(yielding.tryAcquire()).toBeNull();
    stop.abort(new Error('the service stops'));
    await expect(waiting).rejects.toThrow('the service stops');
    leave();
    expect(await places.take()).toBeDefined();
  });

  it('go on to the next retry while one waits for its target, and when one gives up', async () => {
    const { clock, process, yielding } = world(4);
    const places = new RetryPlaces(4, yielding);
    process.isBusy = true;
    await places.take();
    const place = await places.take();
    const stop = new AbortController();
    const gaveUp = places.take(stop.signal).catch(() => 'gave up');
    stop.abort(new Error('the service stops'));
    expect(await gaveUp).toBe('gave up');
    const next = places.take();
    await place.pause(async () => {
      (await next).release();
    });
    place.release();
    await clock.advance(0);
    expect(await places.take()).toBeDefined();
  });
});
