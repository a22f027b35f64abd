import type { Catalog } from '../../catalog/catalog.js';
import { matcher, type CatalogFilter } from '../../catalog/catalog-filter.js';
import { pageOf, positionOf, positionText, type Position } from '../../catalog/catalog-query.js';
import type { DeadLetterListing } from '../../catalog/dead-letter.listing.js';
import { objectKeyOf } from '../../catalog/summary.js';
import { DEAD_LETTER_PREFIX, traceIdOfKey } from '../../domain/letter/trace-id.js';

/** Dead letters that one look at the catalog takes: more than a page, since some may be in other hands. */
const BATCH = 200;

const RETRYABLE = ['received', 'pending', 'parked'] as const;

/** The dead letters that a retry page goes through, in key order. */
export interface PageSource {
  /** Where the first page begins, as `after` says it. */
  readonly start: string;
  /** @param after where a page before has ended, as `after` said it */
  keys(after: string): AsyncIterable<{ key: string; traceId: string | null }>;
  /** Where the next page goes on after this key. */
  after(key: string): string;
  /** Whether the record, as it was just read, is still one of those that are meant. */
  takes(key: string): boolean;
}

/** All dead letters, as the store lists them. */
export function everything(listing: DeadLetterListing): PageSource {
  return {
    start: DEAD_LETTER_PREFIX,
    keys: (after) => listing.keys({ after }),
    after: (key) => key,
    takes: () => true,
  };
}

/** The unresolved dead letters that a filter takes, from the catalog: a listing of the store would go through all. */
export function filtered(catalog: Catalog, filter: CatalogFilter): PageSource {
  const matches = matcher(filter);
  const status = RETRYABLE.filter((one) => filter.status?.includes(one) ?? true);
  const positions = new Map<string, string>();
  return {
    start: positionText({ value: -Infinity, name: '' }),
    async *keys(after) {
      let position: Position | undefined = positionOf(after);
      do {
        const query = { filter: { ...filter, status }, sort: 'first_failed_at', order: 'asc' } as const;
        const page = pageOf(catalog, { ...query, limit: BATCH, after: position });
        for (const summary of page.items) {
          const key = objectKeyOf(summary);
          positions.set(key, positionText({ value: summary.firstFailedAt, name: summary.name }));
          yield { key, traceId: traceIdOfKey(key) };
        }
        position = page.next;
      } while (position !== undefined);
    },
    after: (key) => positions.get(key)!,
    takes: (key) => {
      const now = catalog.find(key);
      return now !== undefined && matches(now);
    },
  };
}
