import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { SystemClock } from '../../runtime/clock.js';
import { FileObjectStore } from './file-object-store.js';
import { FileStoreReader } from './file-store-reader.js';

describe('reading an embedded store without taking it', () => {
  const clock = new SystemClock();
  let directory: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: directory, remove } = await temporaryDirectory());
  });
  afterEach(() => remove());

  it('reads and lists what its owner writes, and knows that there is one', async () => {
    const store = await FileObjectStore.open({ dataDir: directory }, clock);
    const metadata = { event_id: 'e' };
    await store.put('dlq/a', Buffer.from('{}'), { condition: 'absent', contentType: 'text/x', metadata });
    const reader = await FileStoreReader.open(directory, clock);
    const [kept, seen] = [await store.get('dlq/a'), await reader.get('dlq/a')];
    expect(seen).toMatchObject({ outcome: 'found', object: { metadata, contentType: 'text/x' } });
    if (kept.outcome === 'missing' || seen.outcome === 'missing') throw new Error('missing');
    expect(seen.object.etag).toBe(kept.object.etag);
    const { entries } = await reader.list({ prefix: 'dlq/', limit: 10 });
    expect(entries).toMatchObject([{ key: 'dlq/a', etag: kept.object.etag }]);
    expect(await reader.get('dlq/b')).toEqual({ outcome: 'missing' });
    expect(await reader.isInUse()).toBe(true);
    await store.close();
    expect(await reader.isInUse()).toBe(false);
  });

  it('opens no directory that holds no store, and makes nothing there', async () => {
    await expect(FileStoreReader.open(directory, clock)).rejects.toThrow(
      'expected the DATA_DIR of a service',
    );
    await expect(FileStoreReader.open(join(directory, 'absent'), clock)).rejects.toThrow(
      'expected the DATA_DIR',
    );
  });

  it('follows no symlink', async () => {
    await mkdir(join(directory, 'objects/dlq'), { recursive: true });
    await writeFile(join(directory, 'secret'), 'x');
    await symlink(join(directory, 'secret'), join(directory, 'objects/dlq/a'));
    const reader = await FileStoreReader.open(directory, clock);
    await expect(reader.get('dlq/a')).rejects.toThrow('no regular file');
    expect((await reader.list({ prefix: 'dlq/', limit: 10 })).entries).toEqual([]);
  });
});
