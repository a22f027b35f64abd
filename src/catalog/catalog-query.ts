import TinyQueue from 'tinyqueue';
import type { ListedStatus } from './listed-status.js';
import { shownId } from './shown-id.js';
import type { Summary } from './summary.js';

/** The conditions of a filter. All that are given must hold. Times are in milliseconds since the epoch. */
export interface CatalogFilter {
  status?: readonly ListedStatus[] | undefined;
  tenantId?: string | undefined;
  eventId?: string | undefined;
  errorCode?: string | undefined;
  fingerprint?: string | undefined;
  schemaVersion?: string | undefined;
  /** First failure: from (included), to (excluded). */
  from?: number | undefined;
  to?: number | undefined;
  minRetryCount?: number | undefined;
  maxRetryCount?: number | undefined;
  /** A part of the error text; upper and lower case are the same. */
  text?: string | undefined;
}

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
}

type Test = (summary: Summary) => boolean;

/** The filters whose values a summary shortens when they are long. */
const IDS = new Set(['tenantId', 'eventId', 'schemaVersion']);

/** A filter as one function, with the cheap tests first. A deleted record never matches. */
export function matcher(filter: CatalogFilter): Test {
  const { status, from, to, minRetryCount, maxRetryCount, text } = filter;
  const tests: Test[] = [(s) => s.status !== 'deleted'];
  if (status !== undefined) tests.push((s) => status.includes(s.status));
  for (const field of ['tenantId', 'errorCode', 'fingerprint', 'schemaVersion', 'eventId'] as const) {
    const value = filter[field];
    if (value === undefined) continue;
    const wanted = IDS.has(field) ? shownId(value) : value;
    tests.push((s) => s[field] === wanted);
  }
  // Nothing that is no dead letter has failed at some time.
  if (from !== undefined || to !== undefined) tests.push((s) => s.status !== 'foreign');
  if (from !== undefined) tests.push((s) => s.firstFailedAt >= from);
  if (to !== undefined) tests.push((s) => s.firstFailedAt < to);
  if (minRetryCount !== undefined) tests.push((s) => s.retryCount >= minRetryCount);
  if (maxRetryCount !== undefined) tests.push((s) => s.retryCount <= maxRetryCount);
  if (text !== undefined) {
    // A regular expression is faster than changing the case of a million texts.
    const wanted = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
    tests.push((s) => wanted.test(s.error));
  }
  return (summary) => {
    for (const test of tests) if (!test(summary)) return false;
    return true;
  };
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
  visitAll((summary) => {
    if (best.mayTake(summary) && matches(summary)) best.take(summary);
  });
  return best.page();
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

  page(): CatalogPage {
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
