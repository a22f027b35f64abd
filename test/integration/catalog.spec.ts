import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/catalog.js';
import { CatalogScanner } from '../../src/catalog/catalog-scanner.js';
import { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import type { Summary } from '../../src/catalog/summary.js';
import { DeadLetterListing } from '../../src/catalog/dead-letter.listing.js';
import { DeadLetterStore, type Held } from '../../src/dlq/dead-letter.store.js';
import { followRecords } from '../../src/catalog/follow-records.js';
import { Facts } from '../../src/runtime/facts.js';
import { StoreError } from '../../src/store/store-error.js';
import { claimed } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { letterOf } from '../support/dead-letters.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestClock } from '../support/test-clock.js';

const budget = { totalMs: 5_000, pauseMs: 100 };
const retention = { resolvedMs: 0, discardedMs: 0 };
const policy = { retention, order: null };
const never = new AbortController().signal;

/** A replica's view of the one store. */
class Replica {
  readonly catalog: Catalog;
  readonly letters: DeadLetterStore;
  readonly scanner: CatalogScanner;
  private writes = 0;

  constructor(store: MemoryObjectStore, clock: TestClock, name: string) {
    const facts = new Facts(new MemoryLog());
    this.catalog = new Catalog(policy, clock);
    this.letters = new DeadLetterStore(store, clock, budget, () => `${name}${this.writes++}`, {
      deletesAtomically: () => true,
      facts,
    });
    followRecords(this.catalog, facts);
    const listing = new DeadLetterListing(store, clock, budget);
    this.scanner = new CatalogScanner(this.catalog, listing, this.letters, 4);
  }

  /** What is remembered, apart from when it was looked at. */
  view(): unknown[] {
    return [...this.catalog.values()]
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

  async held(key: string): Promise<Held | null> {
    const read = await this.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') return null;
    const { etag, wallAhead } = read;
    return { key, etag, wallAhead, letter: read.decoded.letter };
  }
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
  ): Promise<[Replica[], MemoryObjectStore, TestClock]> {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replicas = [new Replica(store, clock, 'a'), new Replica(store, clock, 'b')];
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
      if (next.length === 0) await clock.advance(budget.pauseMs);
    }
    await all;
    store.interference = {};
    return [replicas, store, clock];
  }

  async function perform({ letters, scanner }: Replica, { n, kind }: Step): Promise<void> {
    const letter = letterOf({ eventId: `e${n}`, at: Date.UTC(2024, 9, 23, 14) + n });
    const key = keyOfTraceId(letter.traceId);
    if (kind === 'create') await letters.create(letter);
    if (kind === 'read') await letters.read(key);
    if (kind === 'poll') await scanner.scan(undefined, never);
    if (kind !== 'change' && kind !== 'remove') return;
    const read = await letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') return;
    const found = { key, etag: read.etag, wallAhead: read.wallAhead, letter: read.decoded.letter };
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
          const fresh = new Replica(store, clock, 'fresh');
          await fresh.scanner.scan(undefined, never);
          for (const replica of replicas) {
            await replica.scanner.scan(undefined, never);
            expect(replica.view()).toEqual(fresh.view());
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('knows own writes at once, without asking', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = new Replica(store, clock, 'a');
    const letter = letterOf();
    const key = keyOfTraceId(letter.traceId);
    await replica.letters.create(letter);
    expect(replica.catalog.find(key)).toMatchObject({ status: 'pending', task: 'retry' });
    const held = (await replica.held(key))!;
    const lease = { claimId: 'c', owner: 'a', ttlMs: 50_000 };
    await replica.letters.replace(
      held,
      claimed(held.letter, lease, { now: clock.now(), trigger: 'sweep', by: 'a' }),
    );
    expect(replica.catalog.find(key)?.taskAt).toBe(clock.now() + 50_000 + 5_000 + 1);
    await replica.letters.remove((await replica.held(key))!);
    expect(replica.catalog.size).toBe(0);
    expect(store.calls.filter(([call]) => call === 'list')).toEqual([]);
  });

  it('reads again only what has another ETag', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const [writer, reader] = [new Replica(store, clock, 'w'), new Replica(store, clock, 'r')];
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
    const held = (await writer.held(key))!;
    await writer.letters.replace(held, { ...held.letter, retryCount: 7 });
    await writer.letters.remove((await writer.held(keyOfTraceId(letters[0]!.traceId)))!);
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
    const [writer, reader] = [new Replica(store, clock, 'a'), new Replica(store, clock, 'b')];
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

  it.each(['', '"of the listing"'])('reads once what listings show with the ETag %s', async (etag) => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const [writer, reader] = [new Replica(store, clock, 'a'), new Replica(store, clock, 'b')];
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
    const held = (await writer.held(keyOfTraceId(letter.traceId)))!;
    await writer.letters.replace(held, { ...letter, retryCount: 1 });
    await clock.advance(2_000);
    expect(await reader.scanner.scan(undefined, never)).toMatchObject({ read: 1 });
  });

  it('forgets nothing after a listing that leaves out an existing object', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = new Replica(store, clock, 'a');
    await replica.letters.create(letterOf({ at: clock.now() }));
    store.list = async () => ({ entries: [], truncated: false });
    await expect(replica.scanner.scan(undefined, never)).rejects.toThrow('leaves out an object that exists');
    expect(replica.catalog.size).toBe(1);
  });

  it('takes nothing before the window of a poll for gone', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const replica = new Replica(store, clock, 'a');
    const old = letterOf({ eventId: 'old', at: clock.now() - 86_400_000 });
    await replica.letters.create(old);
    await replica.letters.create(letterOf({ eventId: 'new', at: clock.now() }));
    const report = await replica.scanner.scan(clock.now() - 7_200_000, never);
    expect(report).toEqual({ listed: 1, read: 0, gone: 0, unread: 0, unreadable: 0 });
    expect(replica.catalog.size).toBe(2);
  });
});

describe('the catalog as it is kept up to date', () => {
  const config = { pollMs: 5_000, fullMs: 300_000, snapshot: true, snapshotWriter: true };

  function start(store: MemoryObjectStore, clock: TestClock, snapshot: CatalogSnapshot | null = null) {
    const replica = new Replica(store, clock, 'a');
    const log = new MemoryLog();
    const { catalog, scanner } = replica;
    return { catalog, log, service: new CatalogService(catalog, scanner, snapshot, config, clock, log) };
  }

  it('lists everything first and now and then, and the last two hours in between', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = new Replica(store, clock, 'b');
    const old = letterOf({ eventId: 'old', at: clock.now() - 86_400_000 });
    await other.letters.create(old);
    const { service } = start(store, clock);
    await service.start();
    await clock.advance(0);
    expect(service.state).toEqual({ state: 'ready', records: 1, listedAt: clock.now() });

    await other.letters.create(letterOf({ eventId: 'new', at: clock.now() }));
    await other.letters.remove((await other.held(keyOfTraceId(old.traceId)))!);
    await clock.advance(5_000);
    expect(service.state.records).toBe(2);
    await clock.advance(300_000);
    expect(service.state.records).toBe(1);
    await service.stop();
    const { length } = store.calls;
    await clock.advance(3_600_000);
    expect(store.calls).toHaveLength(length);
  });

  it('says that it is warming until the first listing has ended, and says once that it is stale', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    store.interference = {
      before: () => {
        throw new StoreError('gone', { outcomeUnknown: false, retryable: false });
      },
    };
    const { service, log } = start(store, clock);
    await service.start();
    await clock.advance(60_000);
    expect(service.state.state).toBe('warming');
    expect(log.lines.map(({ event }) => event)).toEqual(['catalog_stale']);
    store.interference = {};
    await clock.advance(5_000);
    expect(service.state.state).toBe('ready');
    await service.stop();
  });

  it('reads past a record that the store does not hand out, says so once, and asks again', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = new Replica(store, clock, 'b');
    const at = clock.now() - 86_400_000;
    const [hidden, twin] = [letterOf({ eventId: 'e', at }), letterOf({ eventId: 'e', at: at + 1 })];
    for (const letter of [hidden, twin, letterOf({ eventId: 'f', at: at + 2 })]) {
      await other.letters.create(letter);
    }
    store.interference = {
      before: (operation, key) => {
        if (operation === 'get' && key === keyOfTraceId(hidden.traceId)) {
          throw new StoreError('SlowDown', { outcomeUnknown: false, retryable: true });
        }
      },
    };
    const { service, catalog, log } = start(store, clock);
    await service.start();
    await clock.advance(60_000);
    expect(service.state).toMatchObject({ state: 'ready', records: 3 });
    expect(catalog.find(keyOfTraceId(hidden.traceId))).toMatchObject({
      status: 'unreadable',
      error: 'SlowDown (given up)',
    });
    expect([...catalog.besideUnread()].map(({ name }) => name)).toEqual([twin.traceId]);
    const told = log.lines.filter(({ event }) => event !== 'catalog_ready');
    expect(told.map(({ event }) => event)).toEqual(['catalog_incomplete']);

    store.interference = {};
    await clock.advance(60_000);
    expect(catalog.find(keyOfTraceId(hidden.traceId))).toMatchObject({ status: 'pending' });
    expect([...catalog.besideUnread()]).toEqual([]);
    await service.stop();
  });

  it('forgets what it could not read when it is there no more', async () => {
    const clock = new TestClock();
    const store = new MemoryObjectStore(clock);
    const other = new Replica(store, clock, 'b');
    const letter = letterOf({ eventId: 'e', at: clock.now() });
    await other.letters.create(letter);
    store.interference = {
      before: (operation) => {
        if (operation === 'get') throw new StoreError('no', { outcomeUnknown: false, retryable: true });
      },
    };
    const { service, catalog } = start(store, clock);
    await service.start();
    await clock.advance(6_000);
    expect(catalog.unreadCount).toBe(1);
    store.interference = {};
    await other.letters.remove((await other.held(keyOfTraceId(letter.traceId)))!);
    await clock.advance(10_000);
    expect(catalog.unreadCount).toBe(0);
    await service.stop();
  });

  describe('in a snapshot', () => {
    async function world() {
      const directory = await temporaryDirectory();
      const path = join(directory.path, 'sub', 'catalog.snapshot');
      const clock = new TestClock();
      const store = new MemoryObjectStore(clock);
      const log = new MemoryLog();
      const snapshot = (of: Record<string, unknown> = { store: 's' }) => new CatalogSnapshot(path, of, log);
      const writer = new Replica(store, clock, 'w');
      for (let n = 0; n < 5_000; n++) await writer.letters.create(letterOf({ eventId: `é${n}`, at: n }));
      await store.put('dlq/notes', Buffer.from('x'), { condition: 'absent', contentType: '', metadata: {} });
      await writer.scanner.scan(undefined, never);
      await snapshot().write(writer.catalog);
      return { ...directory, path: path, clock, store, log, snapshot, writer };
    }

    it('comes back as it was, and then only what has changed is read', async () => {
      const { clock, store, snapshot, writer, remove } = await world();
      const changed = (await writer.held(keyOfTraceId(letterOf({ eventId: 'é7', at: 7 }).traceId)))!;
      await writer.letters.replace(changed, { ...changed.letter, retryCount: 9 });
      const { service, catalog } = start(store, clock, snapshot());
      store.calls.length = 0;
      await service.start();
      expect(catalog.size).toBe(5_001);
      await clock.advance(0);
      await service.stop();
      expect(store.calls.filter(([call]) => call === 'get')).toEqual([['get', changed.key]]);
      const fields = (summary: Summary) => ({ ...summary, sequence: 0, taskAt: 0 });
      const sorted = (of: Catalog) =>
        [...of.values()].map(fields).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      expect(sorted(catalog)).toEqual(sorted(writer.catalog));
      await remove();
    });

    it.each<[string, (path: string) => Promise<void>]>([
      ['cut off', async (path) => writeFile(path, (await readFile(path)).subarray(0, -200))],
      ['changed', async (path) => writeFile(path, (await readFile(path, 'utf8')).replace('é42', 'é43'))],
      ['longer than it was', (path) => appendFile(path, '["x"]\n')],
      ['empty', (path) => writeFile(path, '')],
      ['something else', (path) => writeFile(path, 'hello\n')],
    ])('is left aside where it is %s', async (_what, damage) => {
      const { path, snapshot, log, remove } = await world();
      await damage(path);
      const catalog = new Catalog(policy, new TestClock());
      await snapshot().restore(catalog);
      expect(catalog.size).toBe(0);
      expect(log.lines.map(({ event }) => event)).toContain('catalog_snapshot_ignored');
      await remove();
    });

    it('is left aside where it is of another store, and is no matter where it is absent', async () => {
      const { snapshot, log, remove } = await world();
      const catalog = new Catalog(policy, new TestClock());
      await snapshot({ store: 'another' }).restore(catalog);
      expect(catalog.size).toBe(0);
      expect(log.lines.at(-1)?.event).toBe('catalog_snapshot_ignored');
      const { length } = log.lines;
      await remove();
      await snapshot().restore(catalog);
      expect(log.lines).toHaveLength(length);
    });
  });
});
