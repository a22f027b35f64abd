import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { confirmedPut, confirmedRemove } from './confirmed-calls.js';
import type { PutResult, RemoveResult } from './object-store.port.js';
import { StoreError } from './store-error.js';

const budget = { totalMs: 5_000, pauseMs: 100 };
const options = { condition: 'absent' as const, contentType: 'application/json', metadata: {} };
const refused = () => new StoreError('refused', { outcomeUnknown: false, retryable: true });
const lost = () => new StoreError('lost', { outcomeUnknown: true, retryable: true });
const denied = () => new StoreError('AccessDenied', { outcomeUnknown: false, retryable: false });

describe('a confirmed call', () => {
  const clock = new TestClock();
  const store = new MemoryObjectStore(clock);
  let n = 0;

  async function ended<T>(call: Promise<T>): Promise<T | StoreError> {
    const result = call.catch((error: unknown) => error as StoreError);
    await clock.advance(10_000);
    return result;
  }

  const put = (key: string) =>
    ended(confirmedPut(store, clock, budget, key, Buffer.from(`b${n++}`), options));

  it('knows that nothing was written when every try was refused', async () => {
    store.interference = {
      before: () => {
        throw refused();
      },
    };
    expect(await put('a')).toMatchObject({ name: 'StoreError', outcomeUnknown: false });
  });

  it('knows that it does not know when the time ended during a request, whatever came before', async () => {
    let first = true;
    store.interference = {
      before: () => {
        if (!first) return new Promise<void>(() => {});
        first = false;
        throw refused();
      },
    };
    expect(await put('b')).toMatchObject({ name: 'StoreError', outcomeUnknown: true });
  });

  it('does not repeat what is refused for good', async () => {
    store.calls.length = 0;
    store.interference = {
      before: () => {
        throw denied();
      },
    };
    expect(await put('c')).toMatchObject({ message: 'AccessDenied' });
    expect(store.calls).toHaveLength(1);
  });

  it("tells an own write from another's after a lost answer", async () => {
    let writes = 0;
    store.interference = {
      after: (call) => {
        if (call === 'put' && writes++ === 0) throw lost();
      },
    };
    expect(await put('d')).toMatchObject({ outcome: 'stored' });
    writes = 0;
    expect(await put('d')).toEqual({ outcome: 'conflict' });
  });

  it('looks once more when a write that was sent again meets its own first, which has arrived since', async () => {
    const objects = new MemoryObjectStore(clock);
    let sent = 0;
    objects.interference = {
      before: async (call) => {
        if (call === 'put' && ++sent === 1) throw lost();
        if (call !== 'put' || sent > 2) return;
        objects.interference = {};
        await objects.put('f', Buffer.from('f'), options);
      },
    };
    const written = ended(confirmedPut(objects, clock, budget, 'f', Buffer.from('f'), options));
    expect(await written).toMatchObject({ outcome: 'stored' });
    expect(objects.calls.map(([call]) => call)).toEqual(['put', 'get', 'put', 'put', 'get']);
  });

  it('counts as removed what is gone after a doubtful delete', async () => {
    store.interference = {};
    const stored = await put('e');
    if (!('etag' in stored)) throw new Error('not stored');
    store.interference = {
      after: (call) => {
        if (call === 'remove') throw lost();
      },
    };
    expect(await ended(confirmedRemove(store, clock, budget, 'e', stored.etag))).toEqual({
      outcome: 'removed',
    });
    expect(store.objects.has('e')).toBe(false);
  });

  describe('that is refused', () => {
    const bytes = () => Buffer.from(`r${n++}`);
    const fresh = () => new MemoryObjectStore(clock);

    /** The first `times` calls of this name say that the condition does not hold, and do nothing. */
    function refusing(call: 'put' | 'remove', times: number): MemoryObjectStore {
      const objects = fresh();
      const real = objects[call].bind(objects) as (...args: unknown[]) => Promise<PutResult & RemoveResult>;
      let left = times;
      const refuse = async (...args: unknown[]) =>
        left-- > 0 ? { outcome: 'conflict' as const } : real(...args);
      Object.assign(objects, { [call]: refuse });
      return objects;
    }

    it('for no reason is created all the same, since nothing is there', async () => {
      const objects = refusing('put', 2);
      expect(await ended(confirmedPut(objects, clock, budget, 'a', bytes(), options))).toMatchObject({
        outcome: 'stored',
      });
      expect(objects.objects.has('a')).toBe(true);
    });

    it('for no reason replaces what still carries its ETag', async () => {
      const objects = fresh();
      const first = await objects.put('a', bytes(), options);
      if (first.outcome !== 'stored') throw new Error('not stored');
      const condition = { ifMatch: first.etag };
      const refuser = refusing('put', 2);
      refuser.objects.set('a', objects.objects.get('a')!);
      const result = await ended(
        confirmedPut(refuser, clock, budget, 'a', bytes(), { ...options, condition }),
      );
      expect(result).toMatchObject({ outcome: 'stored' });
    });

    it('again and again is no conflict, and known not to be stored', async () => {
      const objects = refusing('put', 1_000);
      expect(await ended(confirmedPut(objects, clock, budget, 'a', bytes(), options))).toMatchObject({
        name: 'StoreError',
        outcomeUnknown: false,
      });
    });

    it('because its own first sending was stored counts as stored', async () => {
      const objects = fresh();
      const put = objects.put.bind(objects);
      // A proxy sends a request again whose answer it has not seen.
      objects.put = async (...call) => {
        await put(...call);
        return put(...call);
      };
      expect(await ended(confirmedPut(objects, clock, budget, 'a', bytes(), options))).toMatchObject({
        outcome: 'stored',
      });
    });

    it('and cannot be looked at leaves its outcome unknown', async () => {
      const objects = refusing('put', 1);
      objects.interference = {
        before: (call) => {
          if (call === 'get') throw refused();
        },
      };
      expect(await ended(confirmedPut(objects, clock, budget, 'a', bytes(), options))).toMatchObject({
        name: 'StoreError',
        outcomeUnknown: true,
      });
    });

    it('for no reason is deleted all the same', async () => {
      const objects = refusing('remove', 2);
      const stored = await objects.put('a', bytes(), options);
      if (stored.outcome !== 'stored') throw new Error('not stored');
      expect(await ended(confirmedRemove(objects, clock, budget, 'a', stored.etag))).toEqual({
        outcome: 'removed',
      });
      expect(objects.objects.size).toBe(0);
    });

    it.each([
      ['overload', { overloaded: true, retryable: true }],
      ['all', { overloaded: false, retryable: false }],
    ] as const)('is repeated where the budget insists on %s', async (insists, details) => {
      const objects = fresh();
      let refusals = 0;
      objects.interference = {
        before: (call) => {
          if (call === 'put' && refusals++ < 3)
            throw new StoreError('no', { outcomeUnknown: false, ...details });
        },
      };
      const insistent = { ...budget, insists };
      expect(await ended(confirmedPut(objects, clock, insistent, 'a', bytes(), options))).toMatchObject({
        outcome: 'stored',
      });
    });
  });
});
