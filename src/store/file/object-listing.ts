import { readdir } from 'node:fs/promises';
import type { ListEntry, ListPage, ListQuery } from '../object-store.port.js';
import { pathOf } from './directory-tree.js';
import { etagOfFile, lastModifiedOf } from './file-version.js';
import { walkKeys } from './key-walk.js';
import { statObject } from './object-reader.js';

/** The number of files whose status is read at once. */
const BATCH = 256;

/** One page of the keys below `root`. An entry's size is that of its file, the header line included. */
export async function listObjects(root: string, query: ListQuery): Promise<ListPage> {
  const walk = walkKeys(root, { prefix: query.prefix, startAfter: query.startAfter ?? '' });
  const listed: ListEntry[] = [];
  // One entry more than the limit shows that another page follows. Removed files do not count.
  while (listed.length <= query.limit) {
    const keys = await take(walk, Math.min(BATCH, query.limit + 1 - listed.length));
    if (keys.length === 0) break;
    const found = await Promise.all(keys.map((key) => entryOf(root, key)));
    listed.push(...found.filter((entry) => entry !== undefined));
  }
  // An empty page counts only if the store's directory still exists.
  if (listed.length === 0) await readdir(root);
  return { entries: listed.slice(0, query.limit), truncated: listed.length > query.limit };
}

async function take(walk: AsyncGenerator<string>, count: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const next = await walk.next();
    if (next.done) break;
    keys.push(next.value);
  }
  return keys;
}

/** `undefined` when the file has been removed since its directory was read. */
async function entryOf(root: string, key: string): Promise<ListEntry | undefined> {
  const stats = await statObject(pathOf(root, key));
  if (stats === undefined) return undefined;
  return { key, etag: etagOfFile(stats), size: Number(stats.size), lastModified: lastModifiedOf(stats) };
}
