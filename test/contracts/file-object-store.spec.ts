import { copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { TestClock } from '../support/test-clock.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { describeObjectStore } from './object-store.contract.js';

const clock = new SystemClock();
const NO_METADATA = { contentType: 'application/json', metadata: {} };

describeObjectStore('FileObjectStore', async () => {
  const directory = await temporaryDirectory();
  const store = await FileObjectStore.open({ dataDir: directory.path }, clock);
  return { store, close: () => store.close().then(directory.remove) };
});

describe('FileObjectStore', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let store: FileObjectStore;

  beforeEach(async () => {
    ({ path: dataDir, remove } = await temporaryDirectory());
    store = await FileObjectStore.open({ dataDir }, clock);
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  async function create(key: string, body: string): Promise<string> {
    const result = await store.put(key, Buffer.from(body), { condition: 'absent', ...NO_METADATA });
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    return result.etag;
  }

  async function reopen(): Promise<void> {
    await store.close();
    store = await FileObjectStore.open({ dataDir }, clock);
  }

  const files = (below: string) => readdir(join(dataDir, below), { recursive: true });

  it('gives a new ETag to every write of equal bytes, also where files are made again', async () => {
    const etags: string[] = [];
    for (let i = 0; i < 50; i++) {
      const etag = await create('same.json', 'same');
      const result = await store.put('same.json', Buffer.from('same'), {
        condition: { ifMatch: etag },
        ...NO_METADATA,
      });
      if (result.outcome !== 'stored') throw new Error(result.outcome);
      await store.remove('same.json', { ifMatch: result.etag });
      etags.push(etag, result.etag);
    }
    expect(new Set(etags).size).toBe(100);
  });

  it('keeps objects, metadata and ETags over a restart', async () => {
    const metadata = { event_id: 'evt 1' };
    const options = { condition: 'absent', contentType: 'application/json', metadata } as const;
    const written = await store.put('a/b.json', Buffer.from('{}'), options);
    await reopen();
    const result = await store.head('a/b.json');
    expect(result).toMatchObject({ head: { metadata } });
    expect(result).toHaveProperty('head.etag', written.outcome === 'stored' ? written.etag : '');
  });

  it('takes a plain file put in its place by hand for an object', async () => {
    const etag = await create('dlq/a.json', 'broken');
    const repaired = join(dataDir, 'repaired.json');
    await writeFile(repaired, '{"line":1}\n{"line":2}\n');
    await copyFile(repaired, join(dataDir, 'objects/dlq/a.json'));
    const result = await store.get('dlq/a.json');
    if (result.outcome !== 'found') throw new Error(result.outcome);
    expect(Buffer.from(result.object.bytes).toString()).toBe('{"line":1}\n{"line":2}\n');
    expect(result.object.metadata).toEqual({});
    expect(result.object.etag).not.toBe(etag);
    const { entries } = await store.list({ prefix: 'dlq/', limit: 10 });
    expect(entries).toMatchObject([{ key: 'dlq/a.json', etag: result.object.etag }]);
  });

  it('keeps the body after the first line of the file, for taking it out by hand', async () => {
    await create('dlq/a.json', 'first\nsecond\n');
    const file = await readFile(join(dataDir, 'objects/dlq/a.json'), 'utf8');
    expect(file.slice(0, file.indexOf('\n'))).toBe(
      'cxone-dlq-object/1 {"contentType":"application/json","metadata":{}}',
    );
    expect(file.slice(file.indexOf('\n') + 1)).toBe('first\nsecond\n');
  });

  it('removes directories that have become empty, and no others', async () => {
    const first = await create('dlq/day=01/hour=01/a.json', '1');
    const second = await create('dlq/day=01/hour=02/b.json', '2');
    await store.remove('dlq/day=01/hour=01/a.json', { ifMatch: first });
    expect(await files('objects/dlq/day=01')).toEqual(['hour=02', 'hour=02/b.json']);
    await store.remove('dlq/day=01/hour=02/b.json', { ifMatch: second });
    expect(await files('objects')).toEqual([]);
  });

  it('loses nothing where directories come and go under concurrent writes', async () => {
    const churn = async (worker: number) => {
      for (let round = 0; round < 40; round++) {
        const key = `dlq/day=01/hour=01/${worker}.json`;
        const etag = await create(key, `${round}`);
        expect(await store.head(key)).toMatchObject({ outcome: 'found', head: { etag } });
        expect(await store.remove(key, { ifMatch: etag })).toEqual({ outcome: 'removed' });
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, worker) => churn(worker)));
    await create('dlq/last.json', 'x');
    expect((await store.list({ prefix: '', limit: 10 })).entries).toHaveLength(1);
  });

  it('says what its disk has', async () => {
    const { freeBytes, sizeBytes } = await store.space();
    expect(freeBytes).toBeGreaterThan(0);
    expect(sizeBytes).toBeGreaterThanOrEqual(freeBytes);
  });

  it('leaves no temporary files behind, and removes those of a crash', async () => {
    await create('a.json', '1');
    await store.put('a.json', Buffer.from('2'), { condition: 'absent', ...NO_METADATA });
    expect(await files('tmp')).toEqual([]);
    await writeFile(join(dataDir, 'tmp/half-written'), 'x');
    await reopen();
    expect(await files('tmp')).toEqual([]);
    expect(await store.get('a.json')).toMatchObject({ outcome: 'found' });
  });

  it('reports a write that the system refuses, changes nothing and goes on', async () => {
    const etag = await create('a.json', '1');
    await rm(join(dataDir, 'tmp'), { recursive: true });
    const write = () =>
      store.put('a.json', Buffer.from('2'), { condition: { ifMatch: etag }, ...NO_METADATA });
    await expect(write()).rejects.toMatchObject({
      name: 'StoreError',
      outcomeUnknown: false,
      retryable: true,
    });
    expect(await store.head('a.json')).toMatchObject({ head: { etag } });
    await mkdir(join(dataDir, 'tmp'));
    expect(await write()).toMatchObject({ outcome: 'stored' });
  });

  it('finishes what has begun before it closes, and does nothing afterwards', async () => {
    const writes = Array.from({ length: 20 }, (_, i) => create(`${i}.json`, 'x'));
    const closing = store.close();
    await expect(store.get('0.json')).rejects.toMatchObject({ name: 'StoreError', retryable: false });
    await closing;
    await Promise.all(writes);
    expect(await files('objects')).toHaveLength(20);
    expect(await files('tmp')).toEqual([]);
  });

  it('counts what was written under a wrong clock as written when it is first read', async () => {
    const etag = await create('a/b', 'x');
    const tomorrow = Date.now() / 1_000 + 86_400;
    await utimes(join(dataDir, 'objects', 'a', 'b'), tomorrow, tomorrow);
    const [first, second] = [await store.head('a/b'), await store.get('a/b')];
    if (first.outcome === 'missing' || second.outcome === 'missing') throw new Error('it should be there');
    expect(first.head.lastModified).toBeLessThanOrEqual(first.head.storeTime);
    expect(second.object.etag).toBe(first.head.etag);
    expect(first.head.etag).not.toBe(etag);
    const { entries } = await store.list({ prefix: 'a/', limit: 10 });
    expect(entries[0]?.etag).toBe(first.head.etag);
    expect(await store.remove('a/b', { ifMatch: first.head.etag })).toEqual({ outcome: 'removed' });
  });

  it.each([86_400_000, -86_400_000])(
    'tells the age of an object whatever the wall clock is set to (%i ms)',
    async (ms) => {
      await store.close();
      const settable = new TestClock(Date.now());
      store = await FileObjectStore.open({ dataDir }, settable);
      await create('a/b', 'x');
      settable.setWall(ms);
      await create('a/c', 'x');
      settable.jump(7_000);
      for (const key of ['a/b', 'a/c']) {
        const read = await store.get(key);
        if (read.outcome === 'missing') throw new Error('it should be there');
        expect(Math.round((read.object.storeTime - read.object.lastModified) / 100)).toBe(70);
      }
    },
  );
});
