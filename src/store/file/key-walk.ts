import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathOf } from './directory-tree.js';
import { isAbsent } from './file-errors.js';
import { compareKeys } from './object-key.js';

export interface WalkQuery {
  prefix: string;
  startAfter: string;
}

/**
 * Walks the keys below `root` in S3's order. Directories that lie wholly before `startAfter` or outside
 * `prefix` are not read.
 */
export async function* walkKeys(root: string, query: WalkQuery): AsyncGenerator<string> {
  const base = query.prefix.slice(0, query.prefix.lastIndexOf('/') + 1);
  if (base !== '' && !isPlainPath(base.slice(0, -1))) return;
  yield* walkDirectory(root, base, query);
}

async function* walkDirectory(root: string, base: string, query: WalkQuery): AsyncGenerator<string> {
  for (const name of await orderedNames(root, base, query)) {
    if (name.endsWith('/')) yield* walkDirectory(root, name, query);
    else yield name;
  }
}

/** The directory's entries that the query may need. A directory ends with a slash, so that the order is S3's. */
async function orderedNames(root: string, base: string, query: WalkQuery): Promise<string[]> {
  return (await entriesOf(pathOf(root, base)))
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => `${base}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter((name) => name.startsWith(query.prefix))
    .filter((name) => compareKeys(name, query.startAfter) > 0 || mayHoldLaterKeys(name, query))
    .sort(compareKeys);
}

/** Whether `name` is a directory that `startAfter` points into. */
function mayHoldLaterKeys(name: string, { startAfter }: WalkQuery): boolean {
  return name.endsWith('/') && startAfter.startsWith(name);
}

/** A directory that does not exist, or was removed in the meantime, is empty. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isPlainPath(path: string): boolean {
  return path.split('/').every((segment) => !['', '.', '..'].includes(segment) && !/[\0\\]/.test(segment));
}
