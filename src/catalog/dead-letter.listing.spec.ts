import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import type { ListPage, ListQuery } from '../store/object-store.port.js';

const budget = { totalMs: 1_000, pauseMs: 100 };
const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** A store whose listings are as `pages` makes them of all entries that the query wants. */
function listingOf(pages: (entries: ListPage['entries'], query: ListQuery) => ListPage): DeadLetterListing {
  const clock = new TestClock();
  const store = new MemoryObjectStore(clock);
  const entries = NAMES.map((name) => ({ key: `dlq/${name}`, etag: `"${name}"`, size: 1, lastModified: 0 }));
  store.list = async (query) => pages(entries, query);
  // What fails may be repeated: time goes on by itself.
  clock.after = (_ms, callback) => {
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  };
  return new DeadLetterListing(store, clock, budget);
}

async function all(listing: DeadLetterListing, after?: string): Promise<string> {
  let names = '';
  for await (const { key } of listing.keys({ after })) names += key.slice(4);
  return names;
}

/** Pages of `size`, by a token that is a number. */
function byToken(size: number, shape: (page: ListPage, at: number) => ListPage = (page) => page) {
  return (entries: ListPage['entries'], { startAfter = '', continuation }: ListQuery): ListPage => {
    const wanted = entries.filter(({ key }) => key > startAfter);
    const at = Number(continuation ?? 0);
    const truncated = at + size < wanted.length;
    const page = { entries: wanted.slice(at, at + size), truncated };
    return shape(truncated ? { ...page, continuation: String(at + size) } : page, at);
  };
}

describe('a listing', () => {
  it.each([1, 2, 3, 5, 1_000])('follows the token, pages of %i', async (size) => {
    expect(await all(listingOf(byToken(size)))).toBe('abcde');
  });

  it('goes on after the last key where there is no token', async () => {
    const pages = byToken(2, (page) => ({ ...page, continuation: undefined }));
    expect(await all(listingOf(pages))).toBe('abcde');
  });

  it('does not go on for ever where a page without keys leads back to itself', async () => {
    const listing = listingOf(() => ({ entries: [], truncated: true, continuation: 't' }));
    await expect(all(listing)).rejects.toThrow('led back to itself');
  });

  it('takes pages without keys that lead on', async () => {
    const pages = byToken(2);
    const listing = listingOf((entries, { continuation = '0', ...query }) => {
      if (continuation.startsWith('empty'))
        return pages(entries, { ...query, continuation: continuation.slice(5) });
      return { entries: [], truncated: true, continuation: `empty${continuation}` };
    });
    expect(await all(listing)).toBe('abcde');
  });

  it.each<[string, Partial<ListPage>]>([
    ['more is to follow, without keys or token', { entries: [], truncated: true, continuation: undefined }],
    ['nothing is said', { entries: [], truncated: undefined, continuation: undefined }],
  ])('does not end where %s', async (_, odd) => {
    const listing = listingOf(byToken(2, (page, at) => (at === 2 ? { ...page, ...odd } : page)));
    await expect(all(listing)).rejects.toThrow('incomplete');
  });

  it('does not end where empty pages lead on for ever', async () => {
    let n = 0;
    const listing = listingOf(() => ({ entries: [], truncated: true, continuation: `${n++}` }));
    await expect(all(listing)).rejects.toThrow('in a row');
  });

  it('does not end where a store begins from the start at each page', async () => {
    const listing = listingOf((entries) => ({ entries: entries.slice(0, 2), truncated: true }));
    await expect(all(listing)).rejects.toThrow('no order');
    await expect(all(listing)).rejects.toThrow('incomplete');
  });

  it('puts the keys of a page in order', async () => {
    const shuffled = byToken(10, (page) => ({ ...page, entries: page.entries.toReversed() }));
    expect(await all(listingOf(shuffled))).toBe('abcde');
    expect(await all(listingOf(shuffled), 'dlq/b')).toBe('cde');
  });

  it('puts all in order once the store was seen to have none', async () => {
    const backwards = byToken(1);
    const listing = listingOf((entries, query) => backwards(entries.toReversed(), query));
    await expect(all(listing)).rejects.toThrow('no order');
    expect(await all(listing)).toBe('abcde');
    expect(await all(listing, 'dlq/c')).toBe('de');
  });

  it('lists each key once, and none before the start key', async () => {
    const inclusive = byToken(10, (page) => ({
      ...page,
      entries: page.entries.flatMap((entry) => [entry, entry]),
    }));
    const listing = listingOf((entries, query) => inclusive(entries, { ...query, startAfter: '' }));
    expect(await all(listing, 'dlq/b')).toBe('cde');
  });

  it('ignores keys outside its prefix', async () => {
    const listing = listingOf((entries) => ({
      entries: [...entries, { ...entries[0]!, key: 'jobs/x' }],

      truncated: false,
    }));
    expect(await all(listing)).toBe('abcde');
  });
});
