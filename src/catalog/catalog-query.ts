import TinyQueue from 'tinyqueue';
import { matcher, type CatalogFilter } from './catalog-filter.js';
import type { Summary } from './summary.js';

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
export function pageOf(
  visitAll: (visit: (summary: Summary) => void) => void,
  query: CatalogQuery,
): CatalogPage {
  const matches = matcher(query.filter);
  const best = new Best(query);
  let matched = 0;
  visitAll((summary) => {
    if (!matches(summary)) return;
    matched++;
    if (best.mayTake(summary)) best.take(summary);
  });
  return { ...best.page(), matched };
}

/** Keeps the first `limit + 1` records in sort order. The last of them is on top of a heap. */
class Best {
  private readonly kept: TinyQueue<Summary>;
  private readonly value: (summary: Summary) => number;
  private readonly sign: 1 | -1;

  constructor(private readonly query: CatalogQuery) {
    this.value = valueOf(query.sort);
    this.sign = query.order === 'asc' ? 1 : -1;
    this.kept = new TinyQueue<Summary>([], (a, b) => -this.compare(a, this.value(b), b.name));
  }

  /** Whether the record comes after the previous page, and before the last record of a full page. */
  mayTake(summary: Summary): boolean {
    const { after, limit } = this.query;
    if (after !== undefined && this.compare(summary, after.value, after.name) <= 0) return false;
    const worst = this.kept.length > limit ? this.kept.peek() : undefined;
    return worst === undefined || this.compare(summary, this.value(worst), worst.name) < 0;
  }

  take(summary: Summary): void {
    this.kept.push(summary);
    if (this.kept.length > this.query.limit + 1) this.kept.pop();
  }

  page(): Omit<CatalogPage, 'matched'> {
    const sorted = [...this.kept.data].toSorted((a, b) => this.compare(a, this.value(b), b.name));
    const items = sorted.slice(0, this.query.limit);
    const last = items.at(-1);
    const more = sorted.length > items.length && last !== undefined;
    return { items, next: more ? { value: this.value(last), name: last.name } : undefined };
  }

  private compare(summary: Summary, value: number, name: string): number {
    return (this.value(summary) - value || compareTexts(summary.name, name)) * this.sign;
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

function valueOf(sort: Sort): (summary: Summary) => number {
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
