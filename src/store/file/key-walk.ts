import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pathOf } from './directory-tree.js';
import { isAbsent } from './file-errors.js';
import { compareKeys } from './object-key.js';

export interface WalkQuery {
  prefix: string;
  startAfter: string;
  /** Whether directories come as one prefix each instead of their keys. */
  grouped: boolean;
}

/** `name` is a key, or a common prefix that ends with a slash. */
export interface WalkItem {
  name: string;
  isPrefix: boolean;
}

/**
 * Walks the keys below `root` in S3's order. Directories that lie wholly before `startAfter` or outside
 * `prefix` are not read.
 */
export async function* walkKeys(root: string, query: WalkQuery): AsyncGenerator<WalkItem> {
  const base = query.prefix.slice(0, query.prefix.lastIndexOf('/') + 1);
  if (base !== '' && !isPlainPath(base.slice(0, -1))) return;
  yield* walkDirectory(root, base, query);
}

async function* walkDirectory(root: string, base: string, query: WalkQuery): AsyncGenerator<WalkItem> {
  for (const name of await orderedNames(root, base, query)) {
    if (!name.endsWith('/')) {
      yield { name, isPrefix: false };
    } else if (!query.grouped) {
      yield* walkDirectory(root, name, query);
    } else if (await holdsKey(root, name)) {
      yield { name, isPrefix: true };
    }
  }
}

/** The directory's entries that may matter, directories with a slash at the end: just so S3 orders them. */
async function orderedNames(root: string, base: string, query: WalkQuery): Promise<string[]> {
  return (await entriesOf(pathOf(root, base)))
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => `${base}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter((name) => name.startsWith(query.prefix))
    .filter((name) => compareKeys(name, query.startAfter) > 0 || mayHoldLaterKeys(name, query))
    .sort(compareKeys);
}

/** Whether `startAfter` points into the directory, whose keys are wanted one by one. */
function mayHoldLaterKeys(name: string, query: WalkQuery): boolean {
  return !query.grouped && name.endsWith('/') && query.startAfter.startsWith(name);
}

async function holdsKey(root: string, base: string): Promise<boolean> {
  const walk = walkDirectory(root, base, { prefix: base, startAfter: '', grouped: false });
  for await (const item of walk) return item.name !== '';
  return false;
}

/** A directory that is not there, or was pruned meanwhile, holds nothing. */
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
