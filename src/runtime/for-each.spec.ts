import { describe, expect, it } from 'vitest';
import { forEachAtMost } from './for-each.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('forEachAtMost', () => {
  it('does all, never more at once than asked for, and is not held up by a slow one', async () => {
    let atOnce = 0;
    let most = 0;
    const done: number[] = [];
    let release = () => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    await forEachAtMost(3, [0, 1, 2, 3, 4, 5], async (item) => {
      most = Math.max(most, ++atOnce);
      await (item === 0 ? slow : turn());
      if (item === 5) release();
      atOnce--;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done).toEqual([1, 2, 3, 4, 5, 0]);
  });

  it('rejects with an error that came while the source kept it waiting', async () => {
    async function* source() {
      yield 0;
      await turn();
      await turn();
      yield 1;
    }
    const begun: number[] = [];
    const run = forEachAtMost(2, source(), async (item) => {
      begun.push(item);
      await Promise.reject(new Error('no'));
    });
    await expect(run).rejects.toThrow('no');
    expect(begun).toEqual([0]);
  });

  it('rejects with the first error, once what had begun has ended', async () => {
    const ended: number[] = [];
    const run = forEachAtMost(2, [0, 1, 2, 3], async (item) => {
      await turn();
      if (item === 0) throw new Error('no');
      await turn();
      ended.push(item);
    });
    await expect(run).rejects.toThrow('no');
    expect(ended).toEqual([1]);
  });
});
