import type { Cause } from '../../catalog/cause-index.js';
import { isOpen, type Summary } from '../../catalog/summary.js';
import type { SummaryRow } from '../../catalog/table/row-cursor.js';
import type { Clock } from '../../runtime/clock.js';
import type { Active, Watch } from './watch.js';

/** A cause whose first dead letter is older than this is no news, milliseconds. */
export const NEWS_MS = 86_400_000;

/** Tenants that a notice names. */
const MAX_TENANTS = 5;

/** Tenants that are counted for one cause. */
const MAX_SEEN_TENANTS = 1_000;

/** What the watch asks of the catalog. */
export interface CauseSource {
  causes(): ReadonlyMap<string, Cause>;
  forEach(visit: (row: SummaryRow) => void): void;
}

/** Causes of failures: each fingerprint of unresolved dead letters is a subject. */
export class CauseWatch implements Watch {
  readonly prefix = 'cause-';

  /** @param isMutedCause whether people want to hear nothing of a cause */
  constructor(
    private readonly catalog: CauseSource,
    private readonly isMutedCause: (fingerprint: string) => boolean,
    private readonly clock: Clock,
  ) {}

  *active(isFiring: (id: string) => boolean): Iterable<Active> {
    const unknown = [...this.catalog.causes()].filter(
      ([print]) => !isFiring(this.prefix + print) && !this.isMutedCause(print),
    );
    // The whole catalog is read only where a cause appears.
    const extents = unknown.length === 0 ? new Map<string, Extent>() : this.extentsOf(unknown);
    for (const [fingerprint, { count, example }] of unknown) {
      const extent = extents.get(fingerprint);
      if (extent !== undefined) yield this.activeOf(fingerprint, count, example, extent);
    }
  }

  isOver({ id }: { id: string }): boolean {
    return !this.catalog.causes().has(id.slice(this.prefix.length));
  }

  isMuted({ id }: { id: string }): boolean {
    return this.isMutedCause(id.slice(this.prefix.length));
  }

  private activeOf(fingerprint: string, count: number, example: Summary, extent: Extent): Active {
    const { errorCode, error, target, schemaVersion } = example;
    const tenants = [...extent.tenants].map((tenant) => tenant ?? 'none');
    const more = tenants.length > MAX_TENANTS ? ` and ${tenants.length - MAX_TENANTS} more` : '';
    const details = {
      fingerprint,
      error_code: errorCode ?? '',
      error,
      target: target ?? 'none',
      schema_version: schemaVersion ?? 'none',
      dead_letters: String(count),
      tenants: tenants.slice(0, MAX_TENANTS).join(', ') + more,
      first_failed_at: new Date(extent.firstFailedAt).toISOString(),
      example_trace_id: example.name,
    };
    return {
      subject: {
        id: this.prefix + fingerprint,
        kind: 'new_cause',
        severity: 'error',
        title: `Events fail: ${errorCode ?? 'unknown'}${target === null ? '' : ` at ${target}`}: ${error}`,
        details,
      },
      since: extent.firstFailedAt,
      seenAt: extent.failedAt,
      old: extent.firstFailedAt < this.clock.now() - NEWS_MS,
    };
  }

  private extentsOf(causes: ReadonlyArray<readonly [string, Cause]>): Map<string, Extent> {
    const extents = new Map<string, Extent>(
      causes.map(([print]) => [print, { firstFailedAt: Infinity, failedAt: -Infinity, tenants: new Set() }]),
    );
    this.catalog.forEach((summary) => {
      const extent = extents.get(summary.fingerprint);
      if (extent === undefined || !isOpen(summary)) return;
      extent.firstFailedAt = Math.min(extent.firstFailedAt, summary.firstFailedAt);
      extent.failedAt = Math.max(extent.failedAt, summary.failedAt);
      if (extent.tenants.size < MAX_SEEN_TENANTS) extent.tenants.add(summary.tenantId);
    });
    for (const [print, { firstFailedAt }] of extents) if (firstFailedAt === Infinity) extents.delete(print);
    return extents;
  }
}

/** Since when a cause is there, and whom it hits. */
interface Extent {
  /** Milliseconds since the epoch. */
  firstFailedAt: number;
  /** Of the latest failure, milliseconds since the epoch. */
  failedAt: number;
  tenants: Set<string | null>;
}
