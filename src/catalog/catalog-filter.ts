import type { ListedStatus } from './listed-status.js';
import { shownId } from './shown-id.js';
import type { Summary } from './summary.js';

/**
 * The conditions of a filter. All that are given must hold. Of a list, one value must fit; an empty list takes nothing.
 * Times are in milliseconds since the epoch.
 */
export interface CatalogFilter {
  status?: readonly ListedStatus[] | undefined;
  tenantId?: readonly string[] | undefined;
  eventId?: readonly string[] | undefined;
  interactionId?: readonly string[] | undefined;
  errorCode?: readonly string[] | undefined;
  target?: readonly string[] | undefined;
  fingerprint?: readonly string[] | undefined;
  schemaVersion?: readonly string[] | undefined;
  edited?: boolean | undefined;
  /** First failure: from (included), to (excluded). */
  from?: number | undefined;
  to?: number | undefined;
  minRetryCount?: number | undefined;
  maxRetryCount?: number | undefined;
  /** A part of the error text; upper and lower case are the same. */
  text?: string | undefined;
}

type Test = (summary: Summary) => boolean;

/** The filters that take values, the likeliest to differ first. `true`: a summary shortens its long values. */
const VALUES = [
  ['status', false],
  ['fingerprint', false],
  ['tenantId', true],
  ['errorCode', false],
  ['target', false],
  ['schemaVersion', true],
  ['interactionId', true],
  ['eventId', true],
] as const;

/** A filter as one function, with the cheap tests first. A deleted record never matches. */
export function matcher(filter: CatalogFilter): Test {
  const { edited, from, to, minRetryCount, maxRetryCount, text } = filter;
  const tests: Test[] = [(s) => s.status !== 'deleted'];
  for (const [field, shortened] of VALUES) {
    const values = filter[field];
    if (values !== undefined)
      tests.push(isOneOf(field, shortened ? values.map((value) => shownId<string>(value)) : values));
  }
  if (edited !== undefined) tests.push((s) => s.edited === edited);
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

function isOneOf(field: (typeof VALUES)[number][0], values: readonly string[]): Test {
  const [only] = values;
  if (values.length === 1) return (summary) => summary[field] === only;
  const wanted = new Set<string | null>(values);
  return (summary) => wanted.has(summary[field]);
}
