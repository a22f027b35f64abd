import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { claimed } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { startCoreWorld, type CoreWorld } from '../support/core-world.js';
import { letterOf } from '../support/dead-letters.js';
import { heldIn } from '../support/held.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

/** Between a failed call to the store and the next try, milliseconds. */
const PAUSE_MS = 100;
const never = new AbortController().signal;

/** What a replica remembers of the one store, apart from when it was looked at. */
function viewOf({ catalog }: CoreWorld): unknown[] {
  return [...catalog.values()]
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
    const found = await heldIn(letters, key);
    if (found === null) return;
    if (kind === 'remove') await letters.remove(found);
    else await letters.replace(found, { ...found.letter, retryCount: found.letter.retryCount + 1 });
  }

  it('equals a fresh one after any interleaving of two replicas and one full listing', async () => {
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
  });

  it('knows own writes at once, without asking', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    const letter = letterOf();
    const key = keyOfTraceId(letter.traceId);
    await replica.letters.create(letter);
    expect(replica.catalog.find(key)).toMatchObject({ status: 'pending', task: 'retry' });
    const held = (await heldIn(replica.letters, key))!;
    const lease = { claimId: 'c', owner: 'a', ttlMs: 50_000 };
    await replica.letters.replace(
      held,
      claimed(held.letter, lease, { now: clock.now(), trigger: 'sweep', by: 'a' }),
    );
    expect(replica.catalog.find(key)?.taskAt).toBe(clock.now() + 50_000 + 5_000 + 1);
    await replica.letters.remove((await heldIn(replica.letters, key))!);
    expect(replica.catalog.size).toBe(0);
    expect(store.calls.filter(([call]) => call === 'list')).toEqual([]);
  });

  it('reads again only what has another ETag', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'w' }),
      await startCoreWorld({ clock, store, name: 'r' }),
    ];
    const letters = [0, 1, 2].map((n) => letterOf({ eventId: `e${n}` }));
    for (const letter of letters) await writer.letters.create(letter);
    expect(await reader.scanner.scan(undefined, never)).toEqual({
      listed: 3,
      read: 3,
      gone: 0,
      unread: 0,
      unreadable: 0,
    });
    const key = keyOfTraceId(letters[1]!.traceId);
    const held = (await heldIn(writer.letters, key))!;
    await writer.letters.replace(held, { ...held.letter, retryCount: 7 });
    await writer.letters.remove((await heldIn(writer.letters, keyOfTraceId(letters[0]!.traceId)))!);
    expect(await reader.scanner.scan(undefined, never)).toEqual({
      listed: 2,
      read: 1,
      gone: 1,
      unread: 0,
      unreadable: 0,
    });
    expect(reader.catalog.find(key)?.retryCount).toBe(7);
  });

  it('reads past any number of records that the store does not hand out, and takes them back', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'a' }),
      await startCoreWorld({ clock, store, name: 'b' }),
    ];
    for (let n = 0; n < 150; n++)
      await writer.letters.create(letterOf({ eventId: `e${n}`, at: clock.now() + n }));
    const sound = letterOf({ eventId: 'sound', at: clock.now() + 200 });
    await writer.letters.create(sound);
    store.interference = {
      before: (call, key) => {
        if (call !== 'get' || key === keyOfTraceId(sound.traceId)) return;
        throw new StoreError('S3 answered 403 InvalidObjectState', {
          outcomeUnknown: false,
          retryable: false,
        });
      },
    };
    const scan = async () => {
      const report = reader.scanner.scan(undefined, never);
      await clock.advance(60_000);
      return report;
    };
    expect(await scan()).toMatchObject({ listed: 151, read: 1, unreadable: 150, unread: 0 });
    expect(reader.catalog.deniedCount).toBe(150);
    store.interference = {};
    expect(await scan()).toMatchObject({ read: 150, unreadable: 0 });
    expect(reader.catalog.deniedCount).toBe(0);
  });

  it('reads again what it has read while an older reading of the same record ended', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const writer = await startCoreWorld({ clock, store, name: 'w' });
    const reader = await startCoreWorld({ clock, store, name: 'r' });
    const { held } = await writer.letters.create(letterOf());
    const answers: Array<() => void> = [];
    const answerLate = (call: string) =>
      call === 'get' ? new Promise<void>((resolve) => answers.push(resolve)) : undefined;
    store.interference = { after: answerLate };
    const older = reader.letters.read(held.key);
    await clock.advance(0);
    await writer.letters.replace(held, { ...held.letter, retryCount: 7 });
    const scan = reader.scanner.scan(undefined, never);
    await clock.advance(0);
    expect(answers).toHaveLength(2);
    answers[0]!();
    await older;
    answers[1]!();
    await scan;
    store.interference = {};
    await reader.scanner.scan(undefined, never);
    expect(reader.catalog.find(held.key)?.retryCount).toBe(7);
  });

  it.each(['', '"of the listing"'])('reads once what listings show with the ETag %s', async (etag) => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const [writer, reader] = [
      await startCoreWorld({ clock, store, name: 'a' }),
      await startCoreWorld({ clock, store, name: 'b' }),
    ];
    const list = store.list.bind(store);
    store.list = async (query) => {
      const page = await list(query);
      return { ...page, entries: page.entries.map((entry) => ({ ...entry, etag })) };
    };
    const letter = letterOf({ at: clock.now() });
    await writer.letters.create(letter);
    await clock.advance(2_000);
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 1 });
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 0 });
    const held = (await heldIn(writer.letters, keyOfTraceId(letter.traceId)))!;
    await writer.letters.replace(held, { ...letter, retryCount: 1 });
    await clock.advance(2_000);
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 1 });
  });

  it('forgets nothing after a listing that leaves out an existing object', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    await replica.letters.create(letterOf({ at: clock.now() }));
    store.list = async () => ({ entries: [], truncated: false });
    await expect(replica.scanner.scan(undefined, never)).rejects.toThrow('leaves out an object that exists');
    expect(replica.catalog.size).toBe(1);
  });

  it('takes nothing before the window of a poll for gone', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = await startCoreWorld({ clock, store, name: 'a' });
    const old = letterOf({ eventId: 'old', at: clock.now() - 86_400_000 });
    await replica.letters.create(old);
    await replica.letters.create(letterOf({ eventId: 'new', at: clock.now() }));
    const report = await replica.scanner.scan(clock.now() - 7_200_000, never);
    expect(report).toEqual({ listed: 1, read: 0, gone: 0, unread: 0, unreadable: 0 });
    expect(replica.catalog.size).toBe(2);
  });
});
