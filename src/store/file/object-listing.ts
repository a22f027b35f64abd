import { readdir } from 'node:fs/promises';
import type { ListEntry, ListPage, ListQuery } from '../object-store.port.js';
import { pathOf } from './directory-tree.js';
import { etagOf, lastModifiedOf } from './file-version.js';
import { walkKeys, type WalkItem } from './key-walk.js';
import { statObject } from './object-reader.js';

/** How many files' status is asked for at once. */
const BATCH = 256;

type Listed = { prefix: string } | { entry: ListEntry };

/** One page of the keys below `root`. An entry's size is that of its file, the header line included. */
export async function listObjects(root: string, query: ListQuery): Promise<ListPage> {
  const walk = walkKeys(root, {
    prefix: query.prefix,
    startAfter: query.startAfter ?? '',
    grouped: query.delimiter !== undefined,
  });
  const listed: Listed[] = [];
  // One more than wanted tells whether the page is the last; files removed meanwhile do not count.
  while (listed.length <= query.limit) {
    const items = await take(walk, Math.min(BATCH, query.limit + 1 - listed.length));
    if (items.length === 0) break;
    const found = await Promise.all(items.map((item) => describe(root, item)));
    listed.push(...found.filter((item) => item !== undefined));
  }
  // An empty page is only believed where the store itself is still in its place.
  if (listed.length === 0) await readdir(root);
  const page = listed.slice(0, query.limit);
  return {
    entries: page.flatMap((item) => ('entry' in item ? [item.entry] : [])),
    prefixes: page.flatMap((item) => ('prefix' in item ? [item.prefix] : [])),
    truncated: listed.length > query.limit,
  };
}

async function take(walk: AsyncGenerator<WalkItem>, count: number): Promise<WalkItem[]> {
  const items: WalkItem[] = [];
  while (items.length < count) {
    const next = await walk.next();
    if (next.done) break;
    items.push(next.value);
  }
  return items;
}

async function describe(root: string, { name, isPrefix }: WalkItem): Promise<Listed | undefined> {
  if (isPrefix) return { prefix: name };
  const stats = await statObject(pathOf(root, name));
  if (stats === undefined) return undefined;
  const entry = {
    key: name,
    etag: etagOf(stats),
    size: Number(stats.size),
    lastModified: lastModifiedOf(stats),
  };
  return { entry };
}
