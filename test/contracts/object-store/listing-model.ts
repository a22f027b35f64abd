import fc from 'fast-check';
import type { ListQuery, ObjectStore } from '../../../src/store/object-store.port.js';

export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The keys that all pages of a listing must give together. */
export function expectedKeys(keys: string[], query: Omit<ListQuery, 'limit'>): string[] {
  return keys
    .filter((key) => key.startsWith(query.prefix) && byBytes(key, query.startAfter ?? '') > 0)
    .sort(byBytes);
}

/** Reads page after page, each from the last key of the page before, and checks the size of each page. */
export async function listAll(store: ObjectStore, query: ListQuery): Promise<string[]> {
  const keys: string[] = [];
  for (let startAfter = query.startAfter; ; startAfter = keys.at(-1)) {
    const { entries, truncated } = await store.list({ ...query, startAfter });
    if (entries.length > query.limit) throw new Error(`${entries.length} keys on a page of ${query.limit}`);
    keys.push(...entries.map((entry) => entry.key));
    if (!truncated) return keys;
    if (entries.length === 0) throw new Error('the page is empty, but it is not the last one');
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
    limit: fc.integer({ min: 1, max: 12 }),
  });
}
