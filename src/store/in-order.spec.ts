import { describe, expect, it } from 'vitest';
import { mapInOrder } from './in-order.js';

async function* of<T>(...items: T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

async function read<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('mapInOrder', () => {
  it('yields in the order of the source, whatever ends first', async () => {
    const results = mapInOrder(of(3, 1, 2), 3, async (item) => {
      for (let i = 0; i < item; i++) await turn();
      return item;
    });
    expect(await read(results)).toEqual([3, 1, 2]);
  });

  it('has no more under way than it may', async () => {
    let running = 0;
    let most = 0;
    const results = mapInOrder(of(1, 2, 3, 4, 5), 2, async (item) => {
      most = Math.max(most, ++running);
      await turn();
      running--;
      return item;
    });
    expect(await read(results)).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('tells the reader of a failure when its turn comes, and leaves none unhandled until then', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const results = read(
      mapInOrder(of('slow', 'fails'), 3, async (item) => {
        if (item === 'fails') throw new Error('it failed');
        await held;
      }),
    );
    results.catch(() => {});
    for (let i = 0; i < 5; i++) await turn();
    release();
    await expect(results).rejects.toThrow('it failed');
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });
});
