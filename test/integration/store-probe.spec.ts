import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { probeDeletes, probeStore, PROBE_PREFIX } from '../../src/store/proof/store-probe.js';
import { StoreError } from '../../src/store/store-error.js';
import { FaultyStore } from '../support/faulty-store.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

/** Both parts, as one start of the service asks them. */
async function probe(store: MemoryObjectStore) {
  const real = new SystemClock();
  const found = await probeStore(store, real, { run: 'run' });
  const atomicDelete = found.atomicDelete ?? (await probeDeletes(store, real, { run: 'again' }));
  return { ...found, atomicDelete };
}

describe('the probe of a store', () => {
  const clock = new TestClock();

  it.each([
    ['none', true, true],
    ['ignores If-Match', false, false],
    ['races PUT', false, false],
    ['races DELETE', true, false],
    ['ignores DELETE', true, false],
    ['501', false, false],
  ] as const)('sees a store that %s for what it is', async (fault, atomicPut, atomicDelete) => {
    const store = new FaultyStore(clock, fault);
    expect(await probe(store)).toMatchObject({ atomicPut, atomicDelete });
    expect([...store.objects.keys()]).toEqual([]);
    expect(store.calls.every(([, key]) => key.startsWith(PROBE_PREFIX))).toBe(true);
  });

  it.each([409, 500])('finds out the same where every 20th call is answered %i', async (status) => {
    let calls = 0;
    for (const fault of ['none', 'races DELETE'] as const) {
      const store = new FaultyStore(clock, fault);
      store.interference = {
        before: () => {
          if (++calls % 20 !== 0) return;
          throw new StoreError(`${status}`, { outcomeUnknown: status === 500, retryable: true });
        },
      };
      expect(await probe(store)).toEqual({ atomicPut: true, atomicDelete: fault === 'none' });
    }
  });

  it('needs no duel to see that the condition of a DELETE is ignored', async () => {
    const store = new FaultyStore(clock, 'ignores DELETE');
    expect(await probeStore(store, new SystemClock(), { run: 'run' })).toEqual({
      atomicPut: true,
      atomicDelete: false,
    });
  });

  it('concludes nothing from a store that does not answer', async () => {
    const store = new MemoryObjectStore(clock);
    store.interference = {
      before: () => {
        throw new StoreError('refused', { outcomeUnknown: false, retryable: true });
      },
    };
    await expect(probeStore(store, new SystemClock(), { run: 'run' })).rejects.toThrow('refused');
  });
});
