import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectedKeys, keySets, listAll, queriesFor } from './listing-model.js';
import type { StoreUnderTest } from './store-under-test.js';

/** What listings give, in what order, page by page. */
export function describeListings(on: StoreUnderTest): void {
  describe('listings', () => {
    const names = ['a-b', 'a/b', 'a/c/d', 'a0', 'b', 'é', '\u{ff5e}', '\u{1f600}'];
    const prefix = on.newPrefix();

    beforeAll(async () => {
      await Promise.all(names.map((name) => on.stored(prefix + name, name)));
    });

    const list = async (rest: { startAfter?: string; below?: string; limit?: number }) => {
      const { startAfter, below = '', limit = 100 } = rest;
      const page = await on.store.list({
        prefix: prefix + below,
        startAfter: startAfter === undefined ? undefined : prefix + startAfter,
        limit,
      });
      const plain = (name: string) => name.slice(prefix.length);
      const keysOfPage = page.entries.map(({ key }) => plain(key));
      return { keys: keysOfPage, truncated: page.truncated };
    };

    it('come in the order of the UTF-8 bytes', async () => {
      expect(await list({})).toEqual({ keys: names, truncated: false });
    });

    it('tell ETag, size and time of each object', async () => {
      const page = await on.store.list({ prefix, limit: 100 });
      for (const entry of page.entries) {
        const object = await on.read(entry.key);
        expect(entry.etag).toBe(object.etag);
        expect(entry.size).toBeGreaterThanOrEqual(object.bytes.length);
        expect(Math.abs(entry.lastModified - object.lastModified)).toBeLessThanOrEqual(1_000);
      }
    });

    it.each([
      ['at a key', 'a/b', 3],
      ['between keys', 'a/bb', 2],
      ['before all', '', 8],
      ['in a directory that is not there', 'a/a/z', 2],
      ['at a directory name without its slash', 'a', 8],
      ['at the last key', '\u{1f600}', 0],
    ])('begin after startAfter: %s', async (_, startAfter) => {
      const expected = expectedKeys(names, { prefix: '', startAfter });
      expect((await list({ startAfter })).keys).toEqual(expected);
    });

    it('take any beginning of a key as a prefix', async () => {
      expect((await list({ below: 'a' })).keys).toEqual(['a-b', 'a/b', 'a/c/d', 'a0']);
      expect((await list({ below: 'a/c' })).keys).toEqual(['a/c/d']);
      expect((await list({ below: 'nothing' })).keys).toEqual([]);
      expect((await list({ below: 'nothing/here/' })).keys).toEqual([]);
    });

    it('say whether more follow', async () => {
      expect(await list({ limit: 8 })).toMatchObject({ truncated: false });
      const page = await list({ limit: 7 });
      expect(page).toEqual({ keys: names.slice(0, 7), truncated: true });
    });

    it('follow every write and removal at once', async () => {
      const own = on.newPrefix();
      const etag = await on.stored(`${own}x/y`, '1');
      expect((await on.store.list({ prefix: own, limit: 9 })).entries).toMatchObject([{ etag }]);
      const next = await on.stored(`${own}x/y`, '2', { condition: { ifMatch: etag } });
      expect((await on.store.list({ prefix: own, limit: 9 })).entries).toMatchObject([{ etag: next }]);
      await on.store.remove(`${own}x/y`, { ifMatch: next });
      expect(await on.store.list({ prefix: own, limit: 9 })).toEqual({ entries: [], truncated: false });
    });

    it('give each name once and in order over any pages, as a sorted list would', async () => {
      const stores = keySets.chain((set) =>
        fc.tuple(fc.constant(set), fc.array(queriesFor(set), { minLength: 10, maxLength: 25 })),
      );
      const property = fc.asyncProperty(stores, async ([set, queries]) => {
        const base = on.newPrefix();
        await Promise.all(set.map((key) => on.stored(base + key, key)));
        const all = set.map((key) => base + key);
        for (const query of queries) {
          const startAfter = query.startAfter === undefined ? undefined : base + query.startAfter;
          const absolute = { ...query, prefix: base + query.prefix, startAfter };
          expect(await listAll(on.store, absolute)).toEqual(expectedKeys(all, absolute));
        }
      });
      await fc.assert(property, { numRuns: 8, endOnFailure: true });
    });
  });
}
