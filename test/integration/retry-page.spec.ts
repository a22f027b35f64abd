import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { keyOfTraceId, makeTraceId } from '../../src/domain/letter/trace-id.js';
import { sleep } from '../../src/runtime/clock.js';
import { startCoreWorld } from '../support/core-world.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';
import { SOMEBODY } from '../support/somebody.js';

const refused = () => new StoreError('refused', { outcomeUnknown: false, retryable: true });

describe('a retry page against time and a failing store', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let keys: string[];
  /** What happens to the n-th key. */
  let attempt: (index: number, startBy: number) => Promise<'processed' | 'failed' | 'not_begun'>;

  beforeEach(async () => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    keys = [0, 1, 2, 3, 4, 5].map((i) => keyOfTraceId(makeTraceId(clock.now() + i, 'a'.repeat(32))));
    for (const key of keys) {
      await store.put(key, Buffer.from('x'), { condition: 'absent', contentType: '', metadata: {} });
    }
  });

  async function page(concurrency: number, after?: string) {
    const env = { RETRY_CONCURRENCY: String(concurrency) };
    const { pages, retries } = await startCoreWorld({ clock, store, env });
    vi.spyOn(retries, 'retryInPage').mockImplementation(async (key, startBy) => ({
      kind: await attempt(keys.indexOf(key), startBy),
      key,
      error: '',
      attempted: { target: null, errorCode: null, durationMs: 0 },
      end: { fingerprint: null, retryAfterMs: undefined, settled: true },
    }));
    const result = pages.retryPage(100, after, SOMEBODY);
    result.catch(() => {});
    await clock.advance(60_000);
    return result;
  }

  it('starts nothing 15 s after the request, and goes on with what it has not tried', async () => {
    const starts: number[] = [];
    const begun = clock.now();
    attempt = async () => {
      starts.push(clock.now() - begun);
      await sleep(clock, 6_000);
      return 'failed';
    };
    expect(await page(1)).toEqual({ processed: [], failed: keys.slice(0, 3), continueAfter: keys[2] });
    expect(starts).toEqual([0, 6_000, 12_000]);
  });

  it('tells an attempt until when it may begin', async () => {
    const begun = clock.now();
    const told: number[] = [];
    attempt = async (_index, startBy) => {
      told.push(startBy - begun);
      return 'processed';
    };
    expect((await page(2)).processed).toEqual(keys);
    expect(new Set(told)).toEqual(new Set([15_000]));
  });

  it.each([1, 3])('goes on before a key that could not be begun, %i at once', async (concurrency) => {
    attempt = async (index) => {
      if (index === 3) throw refused();
      return 'failed';
    };
    const result = await page(concurrency);
    expect(result.failed).not.toContain(keys[3]);
    expect(result.failed).toEqual(expect.arrayContaining(keys.slice(0, 3)));
    expect(result.continueAfter).toBe(keys[2]);
    attempt = async () => 'processed';
    expect((await page(concurrency, result.continueAfter!)).processed).toEqual(keys.slice(3));
  });

  it('says that the store is out when nothing could be tried', async () => {
    attempt = async () => {
      throw refused();
    };
    await expect(page(3)).rejects.toThrow('refused');
  });

  it('goes on past an attempt that ends in an error that is not of the store', async () => {
    attempt = async (index) => {
      if (index === 1) throw new TypeError('a fault of ours');
      await sleep(clock, 1_000);
      return 'processed';
    };
    expect(await page(2)).toEqual({
      processed: keys.filter((_, index) => index !== 1),
      failed: [],
      continueAfter: null,
    });
  });

  it('goes on from the beginning when the first was too late to begin', async () => {
    attempt = async () => 'not_begun';
    const result = await page(1);
    expect(result).toMatchObject({ processed: [], failed: [] });
    attempt = async () => 'processed';
    expect((await page(1, result.continueAfter!)).processed).toEqual(keys);
  });
});
