import TinyQueue from 'tinyqueue';
import type { Catalog } from '../catalog/catalog.js';
import { conditionsOf, type CatalogFilter } from '../catalog/catalog-filter.js';
import type { Position } from '../catalog/catalog-query.js';
import { LISTED_STATUSES } from '../catalog/listed-status.js';
import { isOpen } from '../catalog/summary.js';
import type { Condition } from '../catalog/table/condition.js';
import type { SummaryRow } from '../catalog/table/row-cursor.js';

export const GROUP_SORTS = ['count', 'last_seen', 'first_seen'] as const;

export type GroupSort = (typeof GROUP_SORTS)[number];

export interface GroupQuery {
  filter: CatalogFilter;
  /** Whether a cause is meant, apart from the filter of its dead letters. */
  isMeant: (fingerprint: string) => boolean;
  /** The most, or the latest, come first. */
  sort: GroupSort;
  limit: number;
  /** The end of the page before: the value that the page was sorted by, and the fingerprint. */
  after?: Position | undefined;
}

/** Which causes are on a page. */
export interface GroupPage {
  fingerprints: string[];
  /** `undefined`: this is the last page. */
  next: Position | undefined;
  /** Causes on all pages. */
  matched: number;
  /** Their dead letters that the filter takes. */
  deadLetters: number;
}

/** What pages are sorted by. Times in milliseconds since the epoch. */
interface Extent {
  count: number;
  firstSeen: number;
  lastSeen: number;
}

/** What makes a row an unresolved dead letter that has failed. */
export const HAS_CAUSE: readonly Condition[] = [
  {
    field: 'status',
    fits: (status) => LISTED_STATUSES.some((one) => one === status && isOpen({ status: one })),
  },
  { field: 'fingerprint', fits: (fingerprint) => fingerprint !== '' },
];

/** A page of the causes that have unresolved dead letters. Only a few numbers are kept of each of the others. */
export function groupPage(catalog: Pick<Catalog, 'forEach'>, query: GroupQuery): GroupPage {
  const { sort, limit, after } = query;
  const extents = extentsOf(catalog, query);
  const last = new TinyQueue<Position>([], (a, b) => -inOrder(a, b));
  let deadLetters = 0;
  for (const [name, extent] of extents) {
    deadLetters += extent.count;
    const position = { value: valueOf(extent, sort), name };
    if (after !== undefined && inOrder(position, after) <= 0) continue;
    last.push(position);
    if (last.length > limit + 1) last.pop();
  }
  const sorted = [...last.data].toSorted(inOrder);
  const items = sorted.slice(0, limit);
  const next = sorted.length > limit ? items.at(-1) : undefined;
  return { fingerprints: items.map(({ name }) => name), next, matched: extents.size, deadLetters };
}

function extentsOf(catalog: Pick<Catalog, 'forEach'>, { filter, isMeant }: GroupQuery): Map<string, Extent> {
  const extents = new Map<string, Extent>();
  const look = ({ fingerprint, firstFailedAt, failedAt }: SummaryRow) => {
    const extent = extents.get(fingerprint);
    if (extent === undefined) {
      extents.set(fingerprint, { count: 1, firstSeen: firstFailedAt, lastSeen: failedAt });
      return;
    }
    extent.count++;
    extent.firstSeen = Math.min(extent.firstSeen, firstFailedAt);
    extent.lastSeen = Math.max(extent.lastSeen, failedAt);
  };
  catalog.forEach(look, [...HAS_CAUSE, ...conditionsOf(filter)]);
  for (const fingerprint of extents.keys()) if (!isMeant(fingerprint)) extents.delete(fingerprint);
  return extents;
}

function valueOf({ count, firstSeen, lastSeen }: Extent, sort: GroupSort): number {
  return sort === 'count' ? count : sort === 'last_seen' ? lastSeen : firstSeen;
}

/** The largest value first; equal ones by name. */
function inOrder(a: Position, b: Position): number {
  return b.value - a.value || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
