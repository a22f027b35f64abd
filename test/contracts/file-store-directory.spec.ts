import { execFileSync, spawnSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_MASKING } from '../../src/domain/masking/masking.js';
import { Catalog } from '../../src/catalog/catalog.js';
import { CatalogSnapshot } from '../../src/catalog/catalog-snapshot.js';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { StoreError } from '../../src/store/store-error.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { MemoryLog } from '../support/memory-log.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const KEY = 'dlq/year=2026/month=11/day=26/hour=08/DLQ-1.json';
const PUT = { condition: 'absent', contentType: 'application/json', metadata: {} } as const;
const bytes = Buffer.from('{}');

describe('the directory of the embedded store', () => {
  let base: string;
  let dataDir: string;
  const opened: FileObjectStore[] = [];

  beforeEach(async () => {
    ({ path: base } = await temporaryDirectory());
    dataDir = join(base, 'data');
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await rm(base, { recursive: true, force: true });
  });

  const open = async () => {
    const store = await FileObjectStore.open({ dataDir }, new SystemClock());
    opened.push(store);
    return store;
  };
  it('cannot be made where the file system takes no directories, and says so', async () => {
    const opening = FileObjectStore.open({ dataDir: '/proc/x/y' }, new SystemClock());
    await expect(opening).rejects.toMatchObject({
      message: expect.stringMatching(/^opening the store in \/proc\/x\/y failed: E/),
      cause: { path: '/proc/x' },
    });
  });

  const fifo = (path: string) => execFileSync('mkfifo', [path]);
  const snapshotOf = (log = new MemoryLog()) =>
    new CatalogSnapshot(join(dataDir, 'catalog.snapshot'), {}, log);
  const emptyCatalog = () =>
    new Catalog(
      { retention: { resolvedMs: 0, discardedMs: 0 }, order: null, masking: NO_MASKING },
      new SystemClock(),
    );

  it('is for the service alone: files 0600, directories 0700', async () => {
    await mkdir(join(dataDir, 'objects', 'dlq'), { recursive: true, mode: 0o755 });
    const store = await open();
    await store.put(KEY, bytes, PUT);
    await snapshotOf().write(emptyCatalog());
    const modes = await Promise.all(
      (await readdir(dataDir, { recursive: true, withFileTypes: true })).map(async (entry) => {
        const { mode } = await lstat(join(entry.parentPath, entry.name));
        return [entry.isDirectory(), entry.name, mode & 0o777] as const;
      }),
    );
    const open755 = modes.filter(([isDirectory, , mode]) => mode !== (isDirectory ? 0o700 : 0o600));
    // What an older version has made below is closed by the directory above it.
    expect(open755.map(([, name]) => name)).toEqual(['dlq']);
    expect(modes.map(([, name]) => name)).toEqual(expect.arrayContaining(['DLQ-1.json', 'catalog.snapshot']));
  });

  it('is freed of what killed processes left behind', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'owner-00ff.sock.new'), '');
    const dead = `owner-00fe.sock.new`;
    const die = `require('net').createServer().listen('${dead}', () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', die], { cwd: dataDir });
    expect(await readdir(dataDir)).toContain(dead);
    const alive = createServer().listen(join(dataDir, 'owner-00fd.sock.new'));
    await writeFile(join(dataDir, 'catalog.snapshot.4711.tmp'), 'x');
    await writeFile(join(dataDir, 'catalog.snapshot.note.txt'), 'x');
    await open();
    await snapshotOf().clear();
    const names = (await readdir(dataDir)).filter((name) => !/^owner-[0-9a-f]{12}\.sock$/.test(name));
    expect(names.toSorted()).toEqual(['catalog.snapshot.note.txt', 'objects', 'owner-00fd.sock.new', 'tmp']);
    alive.close();
  });

  it.each(['removed', 'moved away'])(
    'belongs to the second process where it was %s and made anew',
    async (how) => {
      const first = await open();
      await first.put(KEY, bytes, PUT);
      await (how === 'removed' ? rm(dataDir, { recursive: true }) : rename(dataDir, join(base, 'elsewhere')));
      const second = await open();
      await second.put(KEY, bytes, PUT);
      const refusal = /DATA_DIR was removed, or replaced by another/;
      await expect(first.put(`${KEY}x`, bytes, PUT)).rejects.toThrow(refusal);
      await expect(first.get(KEY)).rejects.toThrow(refusal);
      await expect(first.list({ prefix: '', limit: 1 })).rejects.toThrow(refusal);
      expect(await first.isInPlace()).toBe(false);
      expect(await second.list({ prefix: '', limit: 10 })).toMatchObject({ entries: [{ key: KEY }] });
      await first.close();
      expect(await second.isInPlace()).toBe(true);
    },
  );

  it('is not made anew by the snapshot of a process that has lost it', async () => {
    const store = await open();
    await rm(dataDir, { recursive: true });
    const log = new MemoryLog();
    const path = join(dataDir, 'catalog.snapshot');
    await new CatalogSnapshot(path, {}, log, () => store.isInPlace()).write(emptyCatalog());
    await expect(lstat(dataDir)).rejects.toThrow('ENOENT');
    expect(log.lines.map(({ event }) => event)).toEqual(['catalog_snapshot_not_written']);
  });

  it.each(['tmp', 'objects'])(
    'is refused where its %s is a symlink, and what that leads to stays',
    async (name) => {
      await mkdir(dataDir);
      await mkdir(join(base, 'other'));
      await writeFile(join(base, 'other', 'precious'), 'x');
      await symlink(join(base, 'other'), join(dataDir, name));
      await expect(open()).rejects.toThrow(/no directory, or a symlink/);
      expect(await readdir(join(base, 'other'))).toEqual(['precious']);
    },
  );

  it.each(['tmp', 'objects'])('is refused where its %s is a FIFO', async (name) => {
    await mkdir(dataDir);
    fifo(join(dataDir, name));
    await expect(open()).rejects.toThrow(/no directory/);
  });

  it('may be behind a symlink itself', async () => {
    await mkdir(join(base, 'disk'));
    await symlink(join(base, 'disk'), dataDir);
    const store = await open();
    await store.put(KEY, bytes, PUT);
    expect(await store.get(KEY)).toMatchObject({ outcome: 'found' });
    expect(await readdir(join(base, 'disk', 'objects'))).toEqual(['dlq']);
  });

  it.each(['a symlink', 'a FIFO', 'a socket'])('holds no record that is %s', async (what) => {
    const store = await open();
    const neighbour = `${KEY}.neighbour`;
    await store.put(neighbour, bytes, PUT);
    const path = join(dataDir, 'objects', KEY);
    await writeFile(join(base, 'precious'), 'secret');
    const server = createServer();
    if (what === 'a symlink') await symlink(join(base, 'precious'), path);
    else if (what === 'a FIFO') fifo(path);
    else await new Promise<void>((resolve) => server.listen(path, resolve));
    for (const call of [
      () => store.get(KEY),
      () => store.head(KEY),
      () => store.remove(KEY, { ifMatch: '"x"' }),
      () => store.put(KEY, bytes, { ...PUT, condition: 'none' }),
      () => store.put(KEY, bytes, { ...PUT, condition: { ifMatch: '"x"' } }),
    ]) {
      await expect(call()).rejects.toThrow(StoreError);
    }
    const page = await store.list({ prefix: '', limit: 10 });
    expect(page.entries.map(({ key }) => key)).toEqual([neighbour]);
    expect(await readFile(join(base, 'precious'), 'utf8')).toBe('secret');
    server.close();
  });

  it('follows no symlink on the way to a record', async () => {
    const store = await open();
    await mkdir(join(base, 'other'));
    await writeFile(join(base, 'other', 'DLQ-1.json'), '{"secret":1}');
    await symlink(join(base, 'other'), join(dataDir, 'objects', 'dlq'));
    await expect(store.get('dlq/DLQ-1.json')).rejects.toThrow(StoreError);
    await expect(store.put('dlq/DLQ-2.json', bytes, PUT)).rejects.toThrow(StoreError);
    await expect(store.remove('dlq/DLQ-1.json', { ifMatch: '"x"' })).rejects.toThrow(StoreError);
    expect((await store.list({ prefix: '', limit: 10 })).entries).toEqual([]);
    expect(await readdir(join(base, 'other'))).toEqual(['DLQ-1.json']);
  });

  it.each(['a symlink', 'a FIFO'])('holds no snapshot that is %s', async (what) => {
    await mkdir(dataDir);
    await writeFile(join(base, 'precious'), 'secret');
    const place = async (name: string) => {
      if (what === 'a symlink') await symlink(join(base, 'precious'), join(dataDir, name));
      else fifo(join(dataDir, name));
    };
    await place('catalog.snapshot');
    await place(`catalog.snapshot.${process.pid}.tmp`);
    const log = new MemoryLog();
    const snapshot = snapshotOf(log);
    await snapshot.restore(emptyCatalog());
    await snapshot.write(emptyCatalog());
    expect(log.lines.map(({ event }) => event)).toEqual([
      'catalog_snapshot_ignored',
      'catalog_snapshot_not_written',
    ]);
    expect(await readFile(join(base, 'precious'), 'utf8')).toBe('secret');
  });
});
