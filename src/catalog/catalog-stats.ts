import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { isOpen, type Summary } from './summary.js';

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

/** @param now milliseconds since the epoch */
export function statsOf(visitAll: (visit: (summary: Summary) => void) => void, now: number): CatalogStats {
  const byStatus = Object.fromEntries(LISTED_STATUSES.map((s) => [s, 0])) as Record<ListedStatus, number>;
  const tenants = new Map<string | null, number>();
  const codes = new Map<string | null, number>();
  const versions = new Map<string | null, number>();
  const firstHour = Math.floor(now / HOUR_MS) - HOURS + 1;
  const hours = Array.from({ length: HOURS }, (_, i) => ({ hour: (firstHour + i) * HOUR_MS, count: 0 }));
  let [total, dueNow, oldest] = [0, 0, Infinity];
  visitAll((summary) => {
    const { status, firstFailedAt } = summary;
    if (status === 'deleted') return;
    total++;
    byStatus[status]++;
    if (!isOpen(summary)) return;
    if (summary.task === 'retry' && summary.taskAt <= now) dueNow++;
    // The record was stored before its first attempt, so nothing has failed.
    if (summary.status === 'received') return;
    count(tenants, summary.tenantId);
    count(codes, summary.errorCode);
    count(versions, summary.schemaVersion);
    if (firstFailedAt < oldest) oldest = firstFailedAt;
    const hour = hours[Math.floor(firstFailedAt / HOUR_MS) - firstHour];
    if (hour !== undefined) hour.count++;
  });
  const byTenant = ranked(tenants);
  return {
    total,
    byStatus,
    byTenant: byTenant.slice(0, MAX_NAMES),
    otherTenants: byTenant.slice(MAX_NAMES).reduce((sum, named) => sum + named.count, 0),
    byErrorCode: ranked(codes).slice(0, MAX_NAMES),
    bySchemaVersion: ranked(versions).slice(0, MAX_NAMES),
    oldestUnresolvedAt: oldest === Infinity ? null : oldest,
    dueNow,
    byHour: hours,
  };
}

/** Unresolved ones by schema version, all versions of them. */
export function unresolvedByVersion(
  visitAll: (visit: (summary: Summary) => void) => void,
): Map<string | null, number> {
  const versions = new Map<string | null, number>();
  visitAll((summary) => {
    if (isOpen(summary) && summary.status !== 'received') count(versions, summary.schemaVersion);
  });
  return versions;
}

function count(counts: Map<string | null, number>, name: string | null): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function ranked(counts: Map<string | null, number>): Named[] {
  return [...counts].map(([name, number]) => ({ name, count: number })).toSorted((a, b) => b.count - a.count);
}
