import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { Semaphore, type Waiting } from './semaphore.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function world(places: number) {
  const semaphore = new Semaphore(places);
  const log: string[] = [];
  const releases = new Map<string, () => void>();
  const acquire = (name: string, waiting?: Waiting) =>
    semaphore.acquire(waiting).then(
      (release) => {
        log.push(name);
        releases.set(name, release);
      },
      () => void log.push(`${name} gave up`),
    );
  return { semaphore, log, acquire, release: (name: string) => releases.get(name)!() };
}

describe('Semaphore', () => {
  it('has a limited number of places, and a place is given back once', async () => {
    const { log, acquire, release } = world(2);
    for (const name of ['a', 'b', 'c', 'd']) void acquire(name);
    await nextTurn();
    expect(log).toEqual(['a', 'b']);
    release('a');
    release('a');
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('serves urgent callers first, and each group in the order of arrival', async () => {
    const { semaphore, log, acquire, release } = world(1);
    for (const name of ['s1', 's2', 's3']) void acquire(name);
    for (const name of ['p1', 'p2']) void acquire(name, { urgent: true });
    for (const name of ['s1', 'p1', 'p2', 's2', 's3']) {
      await nextTurn();
      expect(semaphore.tryAcquire()).toBeNull();
      release(name);
    }
    await nextTurn();
    expect(log).toEqual(['s1', 'p1', 'p2', 's2', 's3']);
    expect([semaphore.tryAcquire(), semaphore.tryAcquire()]).toEqual([expect.any(Function), null]);
  });

  it('gives no place to a caller whose signal has aborted', async () => {
    const { log, acquire, release } = world(1);
    const stop = new AbortController();
    void acquire('a');
    void acquire('b', { signal: stop.signal });
    void acquire('c');
    await nextTurn();
    stop.abort();
    release('a');
    await nextTurn();
    expect(log).toEqual(['a', 'b gave up', 'c']);
    await acquire('d', { signal: AbortSignal.abort() });
    expect(log.at(-1)).toBe('d gave up');
    release('c');
    await acquire('e');
    expect(log.at(-1)).toBe('e');
  });

  it('limits the wait where the caller asks for it, and loses no place by that', async () => {
    const clock = new TestClock();
    const semaphore = new Semaphore(1);
    const release = semaphore.tryAcquire()!;
    const stop = new AbortController();
    const waits = [
      semaphore.acquireWithin(1_000, clock),
      semaphore.acquireWithin(5_000, clock, { signal: stop.signal }),
      semaphore.acquireWithin(0, clock),
    ];
    await clock.advance(1_000);
    stop.abort();
    expect(await Promise.all(waits)).toEqual([null, null, null]);
    expect(await semaphore.acquireWithin(1_000, clock, { signal: stop.signal })).toBeNull();
    release();
    expect(semaphore.tryAcquire()).not.toBeNull();
  });

  it('gives added places to those who wait, and takes places away from those who run only when they give them back', async () => {
    const { semaphore, log, acquire, release } = world(1);
    for (const name of ['a', 'b', 'c', 'd']) void acquire(name);
    await nextTurn();
    expect(log).toEqual(['a']);
    semaphore.resize(2);
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c']);
    semaphore.resize(-2);
    release('a');
    release('b');
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c']);
    release('c');
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect(semaphore.tryAcquire()).toBeNull();
    release('d');
    expect([semaphore.tryAcquire(), semaphore.tryAcquire()]).toEqual([expect.any(Function), null]);
  });
});
