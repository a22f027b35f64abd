import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { DOUBT_MS } from '../../src/ledger/unconfirmed-writes.js';
import { startCoreWorld, type CoreWorld } from '../support/core-world.js';
import { eventOf } from '../support/event-of.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import type { TestClock } from '../support/test-clock.js';

const unknown = () => new StoreError('the answer was lost', { outcomeUnknown: true, retryable: true });
const refused = () => new StoreError('connection refused', { outcomeUnknown: false, retryable: true });
const slowDown = () =>
  new StoreError('SlowDown', { outcomeUnknown: false, retryable: true, overloaded: true });
const never = () => new Promise<void>(() => {});

describe('ingestion when the store fails', () => {
  let world: CoreWorld;
  let clock: TestClock;
  let store: MemoryObjectStore;

  beforeEach(async () => {
    world = await startCoreWorld();
    ({ clock, store } = world);
    world.gate.verdict = 'permanent';
  });

  const event = (id = 'e') => eventOf(JSON.stringify({ event_id: id }));

  /** Delivers, and gives the service as much time as CXone does. */
  async function deliver(id?: string) {
    const outcome = world.ingest.ingest(event(id), { contentType: null, remoteAddress: null, headers: {} });
    await clock.advance(3_000);
    return outcome;
  }

  it('gives up in time on a store that hangs', async () => {
    store.interference = { before: never };
    expect(await deliver()).toEqual({ kind: 'unconfirmed' });
  });

  it('tries a store that refuses again, and stores once it is back', async () => {
    let left = 3;
    store.interference = {
      before: () => {
        if (left-- > 0) throw refused();
      },
    };
    expect(await deliver()).toMatchObject({ kind: 'dead_lettered' });
    expect(store.objects.size).toBe(1);
  });

  it('knows its own write again after a lost answer', async () => {
    let lost = false;
    store.interference = {
      after: (call) => {
        if (call === 'put' && !lost) {
          lost = true;
          throw unknown();
        }
      },
    };
    expect(await deliver()).toMatchObject({ kind: 'dead_lettered' });
    expect(store.objects.size).toBe(1);
    expect(store.calls.map(([call]) => call)).toEqual(['put', 'get']);
  });

  it('joins a redelivery to the write that could not be proven, without a second record or run', async () => {
    store.interference = {
      after: () => {
        throw unknown();
      },
    };
    expect(await deliver()).toEqual({ kind: 'unconfirmed' });
    await clock.advance(60_000);
    store.interference = {};
    const again = await deliver();
    expect(again).toMatchObject({ kind: 'dead_lettered' });
    expect([...store.objects.keys()]).toEqual([
      expect.stringContaining((again as { traceId: string }).traceId),
    ]);
    expect(world.gate.runs).toHaveLength(1);
  });

  it('writes under the same trace id where the first write never arrived', async () => {
    store.interference = { before: never };
    await deliver();
    await clock.advance(60_000);
    store.interference = {};
    expect(await deliver()).toMatchObject({ kind: 'dead_lettered' });
    expect(store.objects.size).toBe(1);
  });

  it('processes an event again whose write was in doubt long ago', async () => {
    store.interference = { before: never };
    await deliver();
    store.interference = {};
    await clock.advance(DOUBT_MS);
    await deliver();
    expect(world.gate.runs).toHaveLength(2);
  });

  it('does not repeat a call that the store asked to be spared', async () => {
    store.interference = {
      before: () => {
        throw slowDown();
      },
    };
    expect(await deliver()).toEqual({ kind: 'overloaded' });
    expect(store.calls).toHaveLength(1);
  });

  it('costs one call for an event that fails', async () => {
    expect(await deliver()).toMatchObject({ kind: 'dead_lettered' });
    expect(store.calls.map(([call]) => call)).toEqual(['put']);
  });

  it('runs the same event once for two deliveries at the same time', async () => {
    const both = [deliver(), deliver()];
    const [first, second] = await Promise.all(both);
    expect(first).toEqual(second);
    expect(world.gate.runs).toHaveLength(1);
    expect(store.objects.size).toBe(1);
  });

  it('acknowledges an event whose dead letter is being retried here, without another run', async () => {
    world.ledger.begin(event(), 'DLQ-1');
    expect(await deliver()).toEqual({ kind: 'dead_lettered', traceId: 'DLQ-1', duplicate: true });
    expect([world.gate.runs.length, store.calls.length]).toEqual([0, 0]);
  });

  it('keeps two events apart', async () => {
    await Promise.all([deliver('a'), deliver('b')]);
    expect(store.objects.size).toBe(2);
  });
});
