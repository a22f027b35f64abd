import fc from 'fast-check';
import type { ListQuery, ObjectStore } from '../../../src/store/object-store.port.js';

export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What a listing must give in all its pages together: keys, and groups with a slash at the end. */
export function expectedNames(keys: string[], query: Omit<ListQuery, 'limit'>): string[] {
  const names = keys
    .filter((key) => key.startsWith(query.prefix))
    .map((key) => (query.delimiter === undefined ? key : groupOrKey(key, query.prefix)))
    .filter((name) => byBytes(name, query.startAfter ?? '') > 0);
  return [...new Set(names)].sort(byBytes);
}

function groupOrKey(key: string, prefix: string): string {
  const end = key.indexOf('/', prefix.length);
  return end === -1 ? key : key.slice(0, end + 1);
}

/** Reads page after page, each from the last name of the one before, and checks the pages' sizes. */
export async function listAll(store: ObjectStore, query: ListQuery): Promise<string[]> {
  const names: string[] = [];
  for (let startAfter = query.startAfter; ; startAfter = names.at(-1)) {
    const page = await store.list({ ...query, startAfter });
    const found = [...page.entries.map((entry) => entry.key), ...page.prefixes].sort(byBytes);
    if (found.length > query.limit) throw new Error(`${found.length} names on a page of ${query.limit}`);
    names.push(...found);
    if (!page.truncated) return names;
    if (found.length === 0) throw new Error('an empty page that is not the last leads nowhere');
  }
}

/** Few short names, so that keys share beginnings; those around `/` (0x2f) and beyond the 16-bit range matter. */
const directoryName = fc.constantFrom('a', 'a-', 'a0', 'ab', 'A', 'é', '\u{ff5e}', '\u{1f600}');

/** Files end in `.json`, so that no key is also a directory of others. */
const key = fc
  .tuple(fc.array(directoryName, { maxLength: 3 }), directoryName)
  .map(([directories, name]) => [...directories, `${name}.json`].join('/'));

export const keySets = fc.uniqueArray(key, { minLength: 1, maxLength: 30 });

/** Queries around the keys of a set: whole keys, their beginnings, and what comes just after them. */
export function queriesFor(keys: string[]): fc.Arbitrary<ListQuery> {
  const beginning = fc
    .tuple(fc.constantFrom(...keys), fc.nat({ max: 12 }))
    .map(([text, length]) => Array.from(text).slice(0, length).join(''));
  const near = fc.oneof(fc.constantFrom(...keys), beginning, fc.constantFrom('', 'a/', 'a0', '\u{10000}'));
  return fc.record({
    prefix: beginning,
    startAfter: fc.option(near, { nil: undefined }),
    delimiter: fc.constantFrom(undefined, '/' as const),
    limit: fc.integer({ min: 1, max: 12 }),
  });
}
