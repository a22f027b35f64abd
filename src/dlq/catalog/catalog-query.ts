import type { ListedStatus } from '../listed-status.js';
import { keyOf, type Summary } from './summary.js';

/** What is asked for; every condition that is there must hold. Times in milliseconds since the epoch. */
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
  /** Somewhere in the error, whatever the case. */
  text?: string | undefined;
}

export const SORTS = ['first_failed_at', 'failed_at', 'next_retry_at', 'retry_count'] as const;

export type Sort = (typeof SORTS)[number];

/** Where a page ended: the value it is sorted by, and the key, which tells equal values apart. */
export interface Position {
  value: number;
  key: string;
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
  /** `undefined`: there is no more. */
  next: Position | undefined;
}

type Test = (summary: Summary) => boolean;

/** A filter as one function, cheap tests first. What is deleted matches nothing. */
export function matcher(filter: CatalogFilter): Test {
  const { status, from, to, minRetryCount, maxRetryCount, text } = filter;
  const tests: Test[] = [(s) => s.status !== 'deleted'];
  if (status !== undefined) tests.push((s) => status.includes(s.status));
  for (const field of ['tenantId', 'errorCode', 'fingerprint', 'schemaVersion', 'eventId'] as const) {
    const wanted = filter[field];
    if (wanted !== undefined) tests.push((s) => s[field] === wanted);
  }
  // Nothing that is no dead letter has failed at some time.
  if (from !== undefined || to !== undefined) tests.push((s) => s.status !== 'foreign');
  if (from !== undefined) tests.push((s) => s.firstFailedAt >= from);
  if (to !== undefined) tests.push((s) => s.firstFailedAt < to);
  if (minRetryCount !== undefined) tests.push((s) => s.retryCount >= minRetryCount);
  if (maxRetryCount !== undefined) tests.push((s) => s.retryCount <= maxRetryCount);
  if (text !== undefined) {
    const wanted = text.toLowerCase();
    tests.push((s) => s.error.toLowerCase().includes(wanted));
  }
  return (summary) => tests.every((test) => test(summary));
}

/**
 * A page of what matches. Paging stays right while objects come and go: a page goes on after the position of the
 * last one, whether or not what stood there is still there.
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

interface Ranked {
  value: number;
  key: string;
  summary: Summary;
}

/** Keeps the first `limit + 1` of what it is shown, without sorting the rest. */
class Best {
  private kept: Ranked[] = [];
  private readonly value: (summary: Summary) => number;
  private readonly sign: 1 | -1;
  /** Nothing beyond it can be on the page. */
  private worst: Ranked | undefined;

  constructor(private readonly query: CatalogQuery) {
    this.value = valueOf(query.sort);
    this.sign = query.order === 'asc' ? 1 : -1;
  }

  /** Cheap, and right when it says no. */
  mayTake(summary: Summary): boolean {
    const value = this.value(summary);
    const { after } = this.query;
    if (after !== undefined && (value - after.value) * this.sign < 0) return false;
    return this.worst === undefined || (value - this.worst.value) * this.sign <= 0;
  }

  take(summary: Summary): void {
    const ranked = { value: this.value(summary), key: keyOf(summary), summary };
    const { after, limit } = this.query;
    if (after !== undefined && this.compare(ranked, after) <= 0) return;
    this.kept.push(ranked);
    // Sorted now and then, so that each costs little on average.
    if (this.kept.length >= 4 * (limit + 1)) this.trim();
  }

  page(): CatalogPage {
    this.trim();
    const items = this.kept.slice(0, this.query.limit);
    const last = items.at(-1);
    const more = this.kept.length > items.length && last !== undefined;
    const next = more ? { value: last.value, key: last.key } : undefined;
    return { items: items.map(({ summary }) => summary), next };
  }

  private trim(): void {
    this.kept.sort((a, b) => this.compare(a, b));
    this.kept = this.kept.slice(0, this.query.limit + 1);
    if (this.kept.length > this.query.limit) this.worst = this.kept.at(-1);
  }

  private compare(a: Position, b: Position): number {
    const byValue = a.value - b.value || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
    return byValue * this.sign;
  }
}

function valueOf(sort: Sort): (summary: Summary) => number {
  switch (sort) {
    // The key begins with it.
    case 'first_failed_at':
      return (s) => s.firstFailedAt;
    case 'failed_at':
      return (s) => s.failedAt;
    case 'retry_count':
      return (s) => s.retryCount;
    case 'next_retry_at':
      // What is never retried comes after everything that is.
      return (s) => s.nextRetryAt ?? Number.MAX_SAFE_INTEGER;
  }
}
