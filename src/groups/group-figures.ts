import type { Catalog } from '../catalog/catalog.js';
import { matcher, type CatalogFilter } from '../catalog/catalog-filter.js';
import type { Named } from '../catalog/catalog-stats.js';
import type { ListedStatus } from '../catalog/listed-status.js';
import type { Summary } from '../catalog/summary.js';
import type { SummaryRow } from '../catalog/table/row-cursor.js';
import { HAS_CAUSE } from './group-page.js';

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
  catalog: Pick<Catalog, 'forEach' | 'get'>,
  fingerprints: readonly string[],
  filter: CatalogFilter,
  now: number,
): GroupFigures[] {
  const matches = matcher(filter);
  const firstHour = Math.floor(now / HOUR_MS) - HOURS + 1;
  const counts = new Map(fingerprints.map((fingerprint) => [fingerprint, new Count(fingerprint, firstHour)]));
  const look = (row: SummaryRow) => {
    const count = counts.get(row.fingerprint)!;
    count.since = Math.min(count.since, row.causeSince);
    if (matches(row)) count.add(row);
  };
  const asked = new Set<string | null>(fingerprints);
  catalog.forEach(look, [...HAS_CAUSE, { field: 'fingerprint', fits: (print) => asked.has(print) }]);
  return [...counts.values()].flatMap((count) => {
    const latest = count.latest === null ? undefined : catalog.get(count.latest);
    return latest === undefined ? [] : count.figures(latest);
  });
}

class Count {
  since = Infinity;
  private count = 0;
  private firstFailedAt = Infinity;
  /** The name of the one that failed last; `null`: nothing was counted. */
  latest: string | null = null;
  private lastFailedAt = -Infinity;
  private readonly byStatus: Partial<Record<ListedStatus, number>> = {};
  private readonly tenants = new Map<string | null, number>();
  private readonly perHour: number[] = Array.from({ length: HOURS }, () => 0);

  constructor(
    private readonly fingerprint: string,
    private readonly firstHour: number,
  ) {}

  add({ name, status, tenantId, firstFailedAt, failedAt }: SummaryRow): void {
    this.count++;
    this.firstFailedAt = Math.min(this.firstFailedAt, firstFailedAt);
    if (failedAt > this.lastFailedAt) {
      this.lastFailedAt = failedAt;
      this.latest = name;
    }
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    this.tenants.set(tenantId, (this.tenants.get(tenantId) ?? 0) + 1);
    const hour = Math.floor(firstFailedAt / HOUR_MS) - this.firstHour;
    if (hour >= 0 && hour < HOURS) this.perHour[hour]!++;
  }

  figures(latest: Summary): GroupFigures {
    const { fingerprint, count, byStatus, firstFailedAt, lastFailedAt, perHour, since } = this;
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
      lastFailedAt,
      perHour,
      since,
      latest,
    };
  }
}
