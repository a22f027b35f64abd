import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { claimed } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { startCoreWorld, type CoreWorld } from '../support/core-world.js';
import { letterOf } from '../support/dead-letters.js';
import { storedIn } from '../support/stored-in.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

/** Between a failed call to the store and the next try, milliseconds. */
const PAUSE_MS = 100;
const never = new AbortController().signal;

/** What a replica remembers of the one store, apart from when it was looked at. */
function viewOf({ catalog }: CoreWorld): unknown[] {
  return Array.from(catalog.rows(), (row) => row.summary())
    .map(({ name, etag, status, retryCount, error, tenantId }) => ({
      name,
      etag,
      status,
      retryCount,
      error,
      tenantId,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

type Step = { by: 0 | 1; n: number; kind: 'create' | 'change' | 'remove' | 'read' | 'poll' };

describe('the catalog', () => {
  const step = fc.record({
    by: fc.constantFrom(0 as const, 1 as const),
    n: fc.nat(4),
    kind: fc.constantFrom('create', 'change', 'remove', 'read', 'poll'),
  });

  /** Runs all steps at once, the store's calls in the order that the seed gives them. */
  async function run(
    steps: readonly Step[],
    order: readonly number[],
  ): Promise<[CoreWorld[], MemoryObjectStore, TestClock]> {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replicas = [
      await startCoreWorld({ clock, store, name: 'a' }),
      await startCoreWorld({ clock, store, name: 'b' }),
    ];
    const waiting: Array<() => void> = [];
    const gate = () => new Promise<void>((resolve) => waiting.push(resolve));
    store.interference = { before: gate, after: gate };
    const end = { reached: false };
    const ofTheStore = (error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
    };
    const performed = steps.map((each) => perform(replicas[each.by]!, each).catch(ofTheStore));
    const all = Promise.all(performed).then(() => (end.reached = true));
    for (let i = 0; !end.reached; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = waiting.splice((order[i % order.length] ?? 0) % Math.max(1, waiting.length), 1);
      next.forEach((go) => go());
      // Nobody waits for the store: somebody pauses before the next try.
      if (next.length === 0) await clock.advance(PAUSE_MS);
    }
    await all;
    store.interference = {};
    return [replicas, store, clock];
  }

  async function perform({ letters, scanner }: CoreWorld, { n, kind }: Step): Promise<void> {
    const letter = letterOf({ eventId: `e${n}`, at: Date.UTC(2024, 9, 23, 14) + n });
    const key = keyOfTraceId(letter.traceId);
    if (kind === 'create') await letters.create(letter);
    if (kind === 'read') await letters.read(key);
    if (kind === 'poll') await scanner.scan(undefined, never);
    if (kind !== 'change' && kind !== 'remove') return;
    const found = await storedIn(letters, key);
    if (found === null) return;
    if (kind === 'remove') await letters.remove(found);
    else await letters.replace(found, { ...found.letter, retryCount: found.letter.retryCount + 1 });
  }

  it(
    'equals a fresh one after any interleaving of two replicas and one full listing',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 10 }),
          fc.array(fc.nat(20), { minLength: 1, maxLength: 30 }),
          async (steps, order) => {
            const [replicas, store, clock] = await run(steps, order);
            const fresh = await startCoreWorld({ clock, store, name: 'fresh' });
            await fresh.scanner.scan(undefined, never);
            for (const replica of replicas) {
              await replica.scanner.scan(undefined, never);
              expect(viewOf(replica)).toEqual(viewOf(fresh));
            }
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it('knows own writes at once, without asking', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    const letter = letterOf();
    const key = keyOfTraceId(letter.traceId);
    await replica.letters.create(letter);
    expect(replica.catalog.find(key)).toMatchObject({ status: 'pending', task: 'retry' });
    const held = (await storedIn(replica.letters, key))!;
    const lease = { claimId: 'c', owner: 'a', ttlMs: 50_000 };
    await replica.letters.replace(
      held,
      claimed(held.letter, lease, { now: clock.now(), trigger: 'sweep', by: 'a' }),
    );
    expect(replica.catalog.find(key)?.taskAt).toBe(clock.now() + 50_000 + 5_000 + 1);
    await replica.letters.remove((await storedIn(replica.letters, key))!);
    expect(replica.catalog.size).toBe(0);
    expect(store.calls.filter(([call]) => call === 'list')).toEqual([]);
  });
});
