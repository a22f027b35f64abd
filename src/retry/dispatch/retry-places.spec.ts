import { describe, expect, it } from 'vitest';
import { RetryPlaces, type PlaceTaker } from './retry-places.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the places of a replica', () => {
  const world = (count: number) => {
    const places = new RetryPlaces(count);
    const got: string[] = [];
    const releases = new Map<string, () => void>();
    const take = (who: PlaceTaker, name: string, signal?: AbortSignal) =>
      places.take(who, signal).then(
        (release) => {
          got.push(name);
          releases.set(name, release);
        },
        () => void got.push(`${name} gave up`),
      );
    return { got, take, release: (name: string) => releases.get(name)!() };
  };

  it('are as many as there are', async () => {
    const { got, take, release } = world(2);
    for (const name of ['a', 'b', 'c', 'd']) void take('schedule', name);
    await turn();
    expect(got).toEqual(['a', 'b']);
    release('a');
    release('a');
    await turn();
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it('go to people first, in their order', async () => {
    const { got, take, release } = world(1);
    for (const name of ['s1', 's2', 's3']) void take('schedule', name);
    for (const name of ['p1', 'p2']) void take('person', name);
    for (const name of ['s1', 'p1', 'p2', 's2', 's3']) {
      await turn();
      release(name);
    }
    await turn();
    expect(got).toEqual(['s1', 'p1', 'p2', 's2', 's3']);
  });

  it('are not given to who has gone', async () => {
    const { got, take, release } = world(1);
    const stop = new AbortController();
    void take('schedule', 'a');
    void take('schedule', 'b', stop.signal);
    void take('schedule', 'c');
    await turn();
    stop.abort();
    release('a');
    await turn();
    expect(got).toEqual(['a', 'b gave up', 'c']);
    await take('schedule', 'd', AbortSignal.abort());
    expect(got.at(-1)).toBe('d gave up');
    release('c');
    await take('schedule', 'e');
    expect(got.at(-1)).toBe('e');
  });
});
