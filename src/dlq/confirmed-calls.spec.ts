import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { confirmedPut, confirmedRemove } from './confirmed-calls.js';
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
});
