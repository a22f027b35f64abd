import TinyQueue from 'tinyqueue';
import type { Catalog } from './catalog.js';
import { conditionsOf, type CatalogFilter } from './catalog-filter.js';
import { partitionAt } from './partition-at.js';
import { namedAtOf, type Summary } from './summary.js';
import type { VisitRange } from './table/condition.js';
import type { RowCursor, SummaryRow } from './table/row-cursor.js';

export const SORTS = ['first_failed_at', 'failed_at', 'next_retry_at', 'retry_count'] as const;

export type Sort = (typeof SORTS)[number];

/** The end of a page: the sort value, and the name, which orders equal values. */
export interface Position {
  value: number;
  name: string;
}

export interface CatalogQuery {
  filter: CatalogFilter;
  sort: Sort;
  order: 'asc' | 'desc';
  limit: number;
  after?: Position | undefined;
  /** How many of the matches stand before the page; instead of `after`. */
  skip?: number | undefined;
}

export interface CatalogPage {
  items: Summary[];
  /** `undefined`: this is the last page. */
  next: Position | undefined;
  /** How many the filter takes, on all pages. */
  matched: number;
}

/**
 * A page of the records that match. Paging stays right while records are added and deleted: a page starts after the
 * position where the previous page ended, even if the record at that position is gone.
 */
export function pageOf(catalog: Pick<Catalog, 'forEach' | 'get'>, query: CatalogQuery): CatalogPage {
  const { skip = 0 } = query;
  const page = skip > 0 ? placesBehind(catalog, query, skip) : bestPlaces(catalog, query);
  const last = page.places.at(-1);
  return {
    items: page.places.map(({ name }) => catalog.get(name)!),
    next: page.more && last !== undefined ? { value: last.value, name: last.name } : undefined,
    matched: page.matched,
  };
}

/** Where the records of a page stand. */
interface Places {
  places: Place[];
  /** Whether others come behind them. */
  more: boolean;
  matched: number;
}

function bestPlaces(catalog: Pick<Catalog, 'forEach'>, query: CatalogQuery): Places {
  const best = new Best(query);
  // Most rows came in the order of their time: from the right end, few are the best so far.
  const [conditions, backwards] = [conditionsOf(query.filter), query.order === 'desc'];
  const matched = catalog.forEach((row) => best.show(row), conditions, backwards, best.range);
  return { ...best.page(), matched };
}

/** Finds the page without sorting what stands before it: in the middle of a long list that is nearly everything. */
function placesBehind(catalog: Pick<Catalog, 'forEach'>, query: CatalogQuery, skip: number): Places {
  const found: Place[] = [];
  const value = valueOf(query.sort);
  const look = (row: RowCursor) => found.push({ value: value(row), name: row.name, namedAt: row.namedAt });
  catalog.forEach(look, conditionsOf(query.filter));
  const inOrder = (a: Place, b: Place) => compare(a, b.value, b, query.order);
  const end = Math.min(skip + query.limit, found.length);
  if (skip < end) partitionAt(found, skip, inOrder, 0);
  if (end < found.length) partitionAt(found, end, inOrder, skip);
  const places = found.slice(skip, end).toSorted(inOrder);
  return { places, more: end < found.length, matched: found.length };
}

/** A position, and the time that its name begins with: as a number, it tells most names apart faster. */
interface Place extends Position {
  namedAt: number;
}

/** Keeps the first `limit + 1` records in sort order. The last of them is on top of a heap. */
class Best {
  /** Outside of it no record can be one of them any more. */
  readonly range: VisitRange;
  private readonly kept: TinyQueue<Place>;
  private readonly value: (row: SummaryRow) => number;
  private readonly after: Place | undefined;

  constructor(private readonly query: CatalogQuery) {
    const { sort, order, after } = query;
    this.value = valueOf(sort);
    this.range = { field: FIELDS[sort], least: -Infinity, most: Infinity };
    if (after !== undefined) this.range[FIRST[order]] = edgeOf(after);
    this.after = after && { ...after, namedAt: namedAtOf(after.name) };
    this.kept = new TinyQueue<Place>([], (a, b) => -this.compare(a, b.value, b));
  }

  /** Keeps a record that comes after the previous page, and before the last record of a full page. */
  show(row: RowCursor): void {
    const value = this.value(row);
    if (this.after !== undefined && this.compare(this.after, value, row) >= 0) return;
    const full = this.kept.length > this.query.limit;
    if (full && this.compare(this.kept.peek()!, value, row) <= 0) return;
    this.kept.push({ value, name: row.name, namedAt: row.namedAt });
    if (full) this.kept.pop();
    if (this.kept.length > this.query.limit) this.range[LAST[this.query.order]] = edgeOf(this.kept.peek()!);
  }

  page(): Pick<Places, 'places' | 'more'> {
    const sorted = [...this.kept.data].toSorted((a, b) => this.compare(a, b.value, b));
    const places = sorted.slice(0, this.query.limit);
    return { places, more: sorted.length > places.length };
  }

  private compare(place: Place, value: number, other: Pick<Place, 'name' | 'namedAt'>): number {
    return compare(place, value, other, this.query.order);
  }
}

/** The value first, then the name. */
function compare(
  place: Place,
  value: number,
  other: Pick<Place, 'name' | 'namedAt'>,
  order: CatalogQuery['order'],
): number {
  const sign = order === 'asc' ? 1 : -1;
  if (place.value !== value) return (place.value - value) * sign;
  if (place.namedAt !== other.namedAt) return (place.namedAt - other.namedAt) * sign;
  return compareTexts(place.name, other.name) * sign;
}

/** What stands in a token: the value that the page was sorted by, and the name. */
export function positionText({ value, name }: Position): string {
  return `${value} ${name}`;
}

/** @param text what `positionText` returned; `undefined`: the first page */
export function positionOf(text: string | undefined): Position | undefined {
  const space = text?.indexOf(' ') ?? -1;
  if (text === undefined || space < 0) return undefined;
  return { value: Number(text.slice(0, space)), name: text.slice(space + 1) };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The next retry of a record that is never retried, which comes last. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The end of the range of values that a page begins with, and the one that it ends with. */
const FIRST = { asc: 'least', desc: 'most' } as const;
const LAST = { asc: 'most', desc: 'least' } as const;

/** The value of a place as an end of a range of the column. */
function edgeOf({ value }: Position): number {
  return value === NEVER ? Infinity : value;
}

const FIELDS = {
  first_failed_at: 'firstFailedAt',
  failed_at: 'failedAt',
  retry_count: 'retryCount',
  next_retry_at: 'nextRetryAt',
} as const satisfies Record<Sort, keyof SummaryRow>;

function valueOf(sort: Sort): (row: SummaryRow) => number {
  switch (sort) {
    case 'first_failed_at':
      return (row) => row.firstFailedAt;
    case 'failed_at':
      return (row) => row.failedAt;
    case 'retry_count':
      return (row) => row.retryCount;
    case 'next_retry_at':
      return (row) => row.nextRetryAt ?? NEVER;
  }
}
