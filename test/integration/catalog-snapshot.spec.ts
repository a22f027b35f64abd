import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.js';
import { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
import type { Summary } from '../../src/catalog/summary.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { startCoreWorld, type CoreWorld } from '../support/core-world.js';
import { letterOf } from '../support/dead-letters.js';
import { storedIn } from '../support/stored-in.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestClock } from '../support/test-clock.js';

describe('the catalog in a snapshot', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let path: string;
  let clock: TestClock;
  let store: MemoryObjectStore;
  let writer: CoreWorld;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    path = join(directory.path, 'sub', 'catalog.snapshot');
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    writer = await start('w');
    for (let n = 0; n < 2_000; n++) await writer.letters.create(letterOf({ eventId: `é${n}`, at: n }));
    await store.put('dlq/notes', Buffer.from('x'), { condition: 'absent', contentType: '', metadata: {} });
    await listedBy(writer);
  });

  afterEach(() => directory.remove());

  function start(name: string, env: Record<string, string> = {}): Promise<CoreWorld> {
    return startCoreWorld({ clock, store, name, env: { DATA_DIR: join(directory.path, 'sub'), ...env } });
  }

  /** Starts, lists everything, and ends. */
  async function listedBy({ catalogService }: CoreWorld): Promise<void> {
    await catalogService.start();
    while (catalogService.state.state === 'warming') await clock.advance(0);
    await catalogService.stop();
  }

  /** Starts another process, whose store gives no listing. */
  async function restarted(env?: Record<string, string>): Promise<CoreWorld> {
    store.interference = { before: () => new Promise<void>(() => {}) };
    const world = await start('r', env);
    await world.catalogService.start();
    return world;
  }

  const events = ({ log }: CoreWorld) => log.lines.map(({ event }) => event);

  it('comes back as it was, and then only what has changed is read', async () => {
    const changed = (await storedIn(
      writer.letters,
      keyOfTraceId(letterOf({ eventId: 'é7', at: 7 }).traceId),
    ))!;
    await writer.letters.replace(changed, { ...changed.letter, retryCount: 9 });
    const { catalog, catalogService } = await start('r');
    store.calls.length = 0;
    await catalogService.start();
    expect(catalog.size).toBe(2_001);
    while (catalogService.state.state === 'warming') await clock.advance(0);
    await catalogService.stop();
    expect(store.calls.filter(([call]) => call === 'get')).toEqual([['get', changed.key]]);
    const fields = (summary: Summary) => ({ ...summary, sequence: 0, taskAt: 0 });
    const sorted = (of: Catalog) =>
      Array.from(of.rows(), (row) => fields(row.summary())).toSorted((a, b) =>
        JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
      );
    expect(sorted(catalog)).toEqual(sorted(writer.catalog));
  });

  it('gives way to whatever is noted while it is restored', async () => {
    const file = () => new CatalogSnapshot(join(directory.path, 'other'), {}, new MemoryLog());
    await file().write(writer.catalog);
    const { catalog, letters } = await start('r');
    const letter = (n: number) => letterOf({ eventId: `é${n}`, at: n });
    const key = (n: number) => keyOfTraceId(letter(n).traceId);
    const changed = (await storedIn(letters, key(1)))!;
    await letters.replace(changed, { ...changed.letter, retryCount: 9 });
    const restored = file().restore(catalog);
    catalog.removed(key(1_998));
    catalog.missed(catalog.moment(), key(1_999));
    await restored;
    expect(catalog.size).toBe(1_999);
    expect(catalog.find(key(1))).toMatchObject({ retryCount: 9 });
    expect([1_997, 1_998, 1_999].map((n) => catalog.find(key(n)) !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('lets others have their turn while it is written and restored', async () => {
    const catalog = writer.catalog;
    const turnsDuring = async (work: Promise<void>) => {
      let [turns, over] = [0, false];
      const look = () => {
        turns++;
        if (!over) setImmediate(look);
      };
      setImmediate(look);
      await work;
      over = true;
      return turns;
    };
    const file = () => new CatalogSnapshot(join(directory.path, 'other'), {}, new MemoryLog());
    // 2,001 records lie in nine frames.
    expect(await turnsDuring(file().write(catalog))).toBeGreaterThanOrEqual(9);
    const { catalog: empty } = await start('r');
    expect(await turnsDuring(file().restore(empty))).toBeGreaterThanOrEqual(9);
    expect(empty.size).toBe(2_001);
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['cut off', async (file) => writeFile(file, (await readFile(file)).subarray(0, -200))],
    ['changed', async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('é42', 'é43'))],
    ['longer than it was', (file) => appendFile(file, '["x"]\n')],
    ['empty', (file) => writeFile(file, '')],
    ['something else', (file) => writeFile(file, 'hello\n')],
  ])('is left aside where it is %s', async (_what, damage) => {
    await damage(path);
    const world = await restarted();
    expect(world.catalog.size).toBe(0);
    expect(events(world)).toContain('catalog_snapshot_ignored');
  });

  it('is left aside where it was written under another retention', async () => {
    const world = await restarted({ DISCARDED_RETENTION_DAYS: '7' });
    expect(world.catalog.size).toBe(0);
    expect(events(world)).toContain('catalog_snapshot_ignored');
  });

  it('is no matter where it is absent', async () => {
    await directory.remove();
    const world = await restarted();
    expect(world.catalog.size).toBe(0);
    expect(events(world).filter((event) => event.startsWith('catalog_'))).toEqual([]);
  });
});
