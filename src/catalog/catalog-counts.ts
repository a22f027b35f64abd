import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { isOpen, type Summary } from './summary.js';
import { TimeCounts } from './time-counts.js';

type Counted = Pick<Summary, 'status' | 'firstFailedAt' | 'task' | 'taskAt'>;

/**
 * Counts what the catalog holds while summaries come and go: by status, the oldest unresolved dead letter, and what is
 * due. `statsOf` counts the same and more by visiting all summaries; this answers at once, to the second.
 */
export class CatalogCounts {
  private readonly statuses = new Map<ListedStatus, number>(LISTED_STATUSES.map((status) => [status, 0]));
  private readonly unresolved = new TimeCounts();
  private readonly retries = new TimeCounts();

  /** `after` is in the catalog in place of `before`. */
  replace(before: Counted | undefined, after: Counted | undefined): void {
    if (before !== undefined) this.count(before, -1);
    if (after !== undefined) this.count(after, 1);
  }

  /** Records and other objects by status. Those in the middle of their deletion are left out: they count as gone. */
  byStatus(): Array<[status: ListedStatus, count: number]> {
    return [...this.statuses].filter(([status]) => status !== 'deleted');
  }

  /** First failure of the oldest unresolved dead letter, milliseconds since the epoch; `null`: there is none. */
  oldestUnresolvedAt(): number | null {
    return this.unresolved.earliest();
  }

  /** Retries that are due. @param now milliseconds since the epoch */
  dueAt(now: number): number {
    return this.retries.countUntil(now);
  }

  /** Counts the retries anew: all due times were moved. */
  countDue(visitAll: (visit: (row: Counted) => void) => void): void {
    this.retries.clear();
    visitAll((summary) => {
      if (isRetried(summary)) this.retries.add(summary.taskAt, 1);
    });
  }

  private count(summary: Counted, by: 1 | -1): void {
    const { status, firstFailedAt } = summary;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + by);
    if (!isOpen(summary)) return;
    // A record that was stored before its first attempt has not failed.
    if (status !== 'received') this.unresolved.add(firstFailedAt, by);
    if (isRetried(summary)) this.retries.add(summary.taskAt, by);
  }
}

function isRetried(summary: Counted): boolean {
  return isOpen(summary) && summary.task === 'retry';
}
