import TinyQueue from 'tinyqueue';
import type { Catalog } from './catalog.js';
import { conditionsOf, type CatalogFilter } from './catalog-filter.js';
import { namedAtOf, type Summary } from './summary.js';
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
  const best = new Best(query);
  let matched = 0;
  const look = (row: RowCursor) => {
    matched++;
    best.show(row);
  };
  // Most rows came in the order of their time: from the right end, few are the best so far.
  catalog.forEach(look, conditionsOf(query.filter), query.order === 'desc');
  const { places, next } = best.page();
  return { items: places.map(({ name }) => catalog.get(name)!), next, matched };
}

/** A position, and the time that its name begins with: as a number, it tells most names apart faster. */
interface Place extends Position {
  namedAt: number;
}

/** Keeps the first `limit + 1` records in sort order. The last of them is on top of a heap. */
class Best {
  private readonly kept: TinyQueue<Place>;
  private readonly value: (row: SummaryRow) => number;
  private readonly sign: 1 | -1;
  private readonly after: Place | undefined;

  constructor(private readonly query: CatalogQuery) {
    const { sort, order, after } = query;
    this.value = valueOf(sort);
    this.sign = order === 'asc' ? 1 : -1;
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
  }

  page(): { places: Position[]; next: Position | undefined } {
    const sorted = [...this.kept.data].toSorted((a, b) => this.compare(a, b.value, b));
    const places = sorted.slice(0, this.query.limit);
    const last = places.at(-1);
    const more = sorted.length > places.length && last !== undefined;
    return { places, next: more ? { value: last.value, name: last.name } : undefined };
  }

  private compare(place: Place, value: number, other: Pick<Place, 'name' | 'namedAt'>): number {
    if (place.value !== value) return (place.value - value) * this.sign;
    if (place.namedAt !== other.namedAt) return (place.namedAt - other.namedAt) * this.sign;
    return compareTexts(place.name, other.name) * this.sign;
  }
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

function valueOf(sort: Sort): (row: SummaryRow) => number {
  switch (sort) {
    case 'first_failed_at':
      return (s) => s.firstFailedAt;
    case 'failed_at':
      return (s) => s.failedAt;
    case 'retry_count':
      return (s) => s.retryCount;
    case 'next_retry_at':
      // A record that is never retried comes last.
      return (s) => s.nextRetryAt ?? Number.MAX_SAFE_INTEGER;
  }
}
