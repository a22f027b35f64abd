import type { Catalog } from './catalog.js';
import { conditionsOf, type CatalogFilter } from './catalog-filter.js';
import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { isOpen } from './summary.js';
import type { Condition } from './table/condition.js';

const HOUR_MS = 3_600_000;

/** The most names with a count of their own: those with the largest counts. The others are counted together. */
const MAX_NAMES = 100;

/** Hours of the time series, the current one included. */
const HOURS = 48;

export interface Named {
  name: string | null;
  count: number;
}

/** What the catalog holds, counted. Tenants, error codes and hours are of unresolved dead letters alone. */
export interface CatalogStats {
  total: number;
  byStatus: Record<ListedStatus, number>;
  byTenant: Named[];
  /** Of tenants beyond MAX_NAMES. */
  otherTenants: number;
  byErrorCode: Named[];
  bySchemaVersion: Named[];
  /** First failure of the oldest unresolved one, milliseconds since the epoch; `null`: there is none. */
  oldestUnresolvedAt: number | null;
  /** Retries that are due now. */
  dueNow: number;
  /** Unresolved ones by the hour of their first failure, the oldest hour first. */
  byHour: Array<{ hour: number; count: number }>;
}

const FAILED: CatalogFilter = {
  status: LISTED_STATUSES.filter((status) => isOpen({ status }) && status !== 'received'),
};

const OPEN: CatalogFilter = { status: LISTED_STATUSES.filter((status) => isOpen({ status })) };

/** @param now milliseconds since the epoch */
export function statsOf(catalog: Pick<Catalog, 'countBy' | 'forEach'>, now: number): CatalogStats {
  const byStatus = Object.fromEntries(LISTED_STATUSES.map((s) => [s, 0])) as Record<ListedStatus, number>;
  Object.assign(byStatus, Object.fromEntries(catalog.countBy('status', conditionsOf({}))));
  const failed = conditionsOf(FAILED);
  const byTenant = ranked(catalog.countBy('tenantId', failed));
  return {
    total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    byStatus,
    byTenant: byTenant.slice(0, MAX_NAMES),
    otherTenants: byTenant.slice(MAX_NAMES).reduce((sum, named) => sum + named.count, 0),
    byErrorCode: ranked(catalog.countBy('errorCode', failed)).slice(0, MAX_NAMES),
    bySchemaVersion: ranked(unresolvedByVersion(catalog)).slice(0, MAX_NAMES),
    dueNow: dueOf(catalog, now),
    ...timesOf(catalog, now),
  };
}

/** Unresolved ones by schema version, all versions of them. */
export function unresolvedByVersion(catalog: Pick<Catalog, 'countBy'>): Map<string | null, number> {
  return catalog.countBy('schemaVersion', conditionsOf(FAILED));
}

function dueOf(catalog: Pick<Catalog, 'countBy'>, now: number): number {
  const due: Condition[] = [
    ...conditionsOf(OPEN),
    { field: 'task', fits: (task) => task === 'retry' },
    { field: 'taskAt', fits: (at) => at <= now },
  ];
  return [...catalog.countBy('task', due).values()].reduce((sum, count) => sum + count, 0);
}

/** The record that was stored before its first attempt is left out: nothing has failed. */
function timesOf(
  catalog: Pick<Catalog, 'forEach'>,
  now: number,
): Pick<CatalogStats, 'oldestUnresolvedAt' | 'byHour'> {
  const firstHour = Math.floor(now / HOUR_MS) - HOURS + 1;
  const byHour = Array.from({ length: HOURS }, (_, i) => ({ hour: (firstHour + i) * HOUR_MS, count: 0 }));
  let oldest = Infinity;
  catalog.forEach(({ firstFailedAt }) => {
    if (firstFailedAt < oldest) oldest = firstFailedAt;
    const hour = Math.floor(firstFailedAt / HOUR_MS) - firstHour;
    if (hour >= 0 && hour < HOURS) byHour[hour]!.count++;
  }, conditionsOf(FAILED));
  return { oldestUnresolvedAt: oldest === Infinity ? null : oldest, byHour };
}

function ranked(counts: Map<string | null, number>): Named[] {
  return [...counts].map(([name, number]) => ({ name, count: number })).toSorted((a, b) => b.count - a.count);
}
