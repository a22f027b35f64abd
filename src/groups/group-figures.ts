import { matcher, type CatalogFilter } from '../catalog/catalog-filter.js';
import type { Named } from '../catalog/catalog-stats.js';
import type { ListedStatus } from '../catalog/listed-status.js';
import type { Summary } from '../catalog/summary.js';
import { hasCause } from './group-page.js';

const HOUR_MS = 3_600_000;

/** Hours of the series, the current one included. */
export const HOURS = 24;

/** Tenants that a cause names: those with most of its dead letters. */
export const MAX_TENANTS = 20;

/** The unresolved dead letters of one cause that a filter takes. Times in milliseconds since the epoch. */
export interface GroupFigures {
  fingerprint: string;
  count: number;
  byStatus: Partial<Record<ListedStatus, number>>;
  tenants: Named[];
  /** Dead letters of tenants beyond MAX_TENANTS. */
  otherTenants: number;
  firstFailedAt: number;
  lastFailedAt: number;
  /** By the hour of their first failure, the oldest hour first. */
  perHour: number[];
  /** Since when the oldest dead letter of the cause has failed for it, whatever the filter takes. */
  since: number;
  /** The one that failed last. */
  latest: Summary;
}

/**
 * Counts the dead letters of a few causes.
 *
 * @param now milliseconds since the epoch
 */
export function figuresOf(
  visitAll: (visit: (summary: Summary) => void) => void,
  fingerprints: readonly string[],
  filter: CatalogFilter,
  now: number,
): GroupFigures[] {
  const matches = matcher(filter);
  const firstHour = Math.floor(now / HOUR_MS) - HOURS + 1;
  const counts = new Map(fingerprints.map((fingerprint) => [fingerprint, new Count(fingerprint, firstHour)]));
  visitAll((summary) => {
    const count = counts.get(summary.fingerprint);
    if (count === undefined || !hasCause(summary)) return;
    count.since = Math.min(count.since, summary.causeSince);
    if (matches(summary)) count.add(summary);
  });
  return [...counts.values()].flatMap((count) => count.figures() ?? []);
}

class Count {
  since = Infinity;
  private count = 0;
  private firstFailedAt = Infinity;
  private latest: Summary | undefined;
  private readonly byStatus: Partial<Record<ListedStatus, number>> = {};
  private readonly tenants = new Map<string | null, number>();
  private readonly perHour: number[] = Array.from({ length: HOURS }, () => 0);

  constructor(
    private readonly fingerprint: string,
    private readonly firstHour: number,
  ) {}

  add(summary: Summary): void {
    const { status, tenantId, firstFailedAt, failedAt } = summary;
    this.count++;
    this.firstFailedAt = Math.min(this.firstFailedAt, firstFailedAt);
    if (this.latest === undefined || failedAt > this.latest.failedAt) this.latest = summary;
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    this.tenants.set(tenantId, (this.tenants.get(tenantId) ?? 0) + 1);
    const hour = Math.floor(firstFailedAt / HOUR_MS) - this.firstHour;
    if (hour >= 0 && hour < HOURS) this.perHour[hour]!++;
  }

  /** `undefined`: nothing was counted. */
  figures(): GroupFigures | undefined {
    const { fingerprint, count, byStatus, firstFailedAt, latest, perHour, since } = this;
    if (latest === undefined) return undefined;
    const ranked = [...this.tenants]
      .map(([name, number]) => ({ name, count: number }))
      .toSorted((a, b) => b.count - a.count);
    return {
      fingerprint,
      count,
      byStatus,
      tenants: ranked.slice(0, MAX_TENANTS),
      otherTenants: ranked.slice(MAX_TENANTS).reduce((sum, named) => sum + named.count, 0),
      firstFailedAt,
      lastFailedAt: latest.failedAt,
      perHour,
      since,
      latest,
    };
  }
}
