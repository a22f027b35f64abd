import { containing } from './containing.js';
import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { shownId } from './shown-id.js';
import type { Summary } from './summary.js';
import type { Fits } from './table/column.js';
import type { Condition } from './table/condition.js';

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

/** What a filter looks at. */
type Filtered = Pick<Summary, Condition['field'] & keyof Summary>;

/** The filters that take values, the likeliest to differ first. `true`: a summary shortens its long values. */
const VALUES = [
  ['fingerprint', false],
  ['tenantId', true],
  ['errorCode', false],
  ['target', false],
  ['schemaVersion', true],
] as const;

/** Those whose values are compared with each record's own. */
const IDS = ['interactionId', 'eventId'] as const;

/** What each field must fulfil, the cheap conditions first. A deleted record never fulfils them. */
export function conditionsOf(filter: CatalogFilter): Condition[] {
  const { status: statuses, edited, from, to, minRetryCount, maxRetryCount, text } = filter;
  // Nothing that is no dead letter has failed at some time.
  const timed = from !== undefined || to !== undefined;
  const wanted = LISTED_STATUSES.filter(
    (status) =>
      status !== 'deleted' && !(timed && status === 'foreign') && (statuses?.includes(status) ?? true),
  );
  const conditions: Condition[] = [{ field: 'status', fits: isOneOf(wanted) }];
  for (const [field, shortened] of VALUES) {
    const values = filter[field];
    if (values !== undefined)
      conditions.push({
        field,
        fits: isOneOf(shortened ? values.map((value) => shownId<string>(value)) : values),
      });
  }
  if (edited !== undefined) conditions.push({ field: 'edited', fits: (value) => value === edited });
  if (from !== undefined) conditions.push({ field: 'firstFailedAt', fits: (at) => at >= from });
  if (to !== undefined) conditions.push({ field: 'firstFailedAt', fits: (at) => at < to });
  if (minRetryCount !== undefined)
    conditions.push({ field: 'retryCount', fits: (count) => count >= minRetryCount });
  if (maxRetryCount !== undefined)
    conditions.push({ field: 'retryCount', fits: (count) => count <= maxRetryCount });
  for (const field of IDS) {
    const values = filter[field];
    if (values !== undefined)
      conditions.push({ field, fits: isOneOf(values.map((value) => shownId<string>(value))) });
  }
  if (text !== undefined) conditions.push({ field: 'error', fits: containing(text) });
  return conditions;
}

/** A filter as one function. */
export function matcher(filter: CatalogFilter): (summary: Filtered) => boolean {
  const tests = conditionsOf(filter).map(({ field, fits }) => {
    const fitsAny = fits as (value: unknown) => boolean;
    return (summary: Filtered) => fitsAny(summary[field]);
  });
  return (summary) => {
    for (const test of tests) if (!test(summary)) return false;
    return true;
  };
}

function isOneOf(values: ReadonlyArray<string | null>): Fits<string | null> {
  const [only] = values;
  if (values.length === 1) return (value) => value === only;
  const wanted = new Set(values);
  return (value) => wanted.has(value);
}
