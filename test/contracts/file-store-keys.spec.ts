import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const NO_METADATA = { contentType: 'application/json', metadata: {} };

describe("FileObjectStore's keys as paths", () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  let store: FileObjectStore;

  beforeEach(async () => {
    ({ path: dataDir, remove } = await temporaryDirectory());
    store = await FileObjectStore.open({ dataDir }, new SystemClock());
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  const create = (key: string, body: string) =>
    store.put(key, Buffer.from(body), { condition: 'absent', ...NO_METADATA });

  it.each([
    '',
    '/etc/passwd',
    '../outside',
    'a/../../outside',
    'a/./b',
    'a//b',
    'a/',
    'a\0b',
    'a\\b',
    `a/${'é'.repeat(128)}`,
    '\ud800',
  ])('refuses the key %j', async (key) => {
    const known = { name: 'StoreError', outcomeUnknown: false, retryable: false };
    const body = Buffer.from('x');
    await expect(store.put(key, body, { condition: 'absent', ...NO_METADATA })).rejects.toMatchObject(known);
    await expect(store.get(key)).rejects.toMatchObject(known);
    await expect(store.head(key)).rejects.toMatchObject(known);
    await expect(store.remove(key, { ifMatch: '"x"' })).rejects.toMatchObject(known);
    expect(await readdir(join(dataDir, 'objects'))).toEqual([]);
  });

  it('lists nothing outside its directory', async () => {
    await writeFile(join(dataDir, 'tmp/outside.json'), 'x');
    for (const prefix of ['../', '../tmp/', 'a/../../tmp/', '/', '/etc/', './', 'a\\/']) {
      expect(await store.list({ prefix, limit: 10 })).toMatchObject({ entries: [] });
    }
  });

  it('refuses a key that is a directory of others, and one below another key', async () => {
    await create('a/b', 'x');
    const known = { name: 'StoreError', outcomeUnknown: false, retryable: false };
    await expect(create('a', 'x')).rejects.toMatchObject(known);
    await expect(create('a/b/c', 'x')).rejects.toMatchObject(known);
    expect(await store.get('a')).toEqual({ outcome: 'missing' });
    expect(await store.head('a/b/c')).toEqual({ outcome: 'missing' });
  });
});
