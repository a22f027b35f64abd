import type { Lease, Status } from './dead-letter.js';
import { timeLeft, type StoreTimes } from './lease.js';

/** How long resolved and discarded records are kept, milliseconds. */
export interface Retention {
  /** 0: a resolved record is deleted at once. */
  resolvedMs: number;
  discardedMs: number;
}

/**
 * What the schedule has to do with a record, and from when on (milliseconds since the epoch). `retry`: make an
 * attempt, or take over one that was lost. `purge`: delete what is past its retention, or finish a deletion.
 */
export type Task = { kind: 'retry' | 'purge'; at: number } | { kind: 'none' };

/** What the agenda looks at. */
export interface Scheduled {
  status: Status;
  nextRetryAt: number | null;
  closedAt: number | null;
  lease: Lease | null;
}

/**
 * The next thing that the schedule does with a record. Unresolved ones are retried or left to a person, never
 * purged.
 *
 * @param times the store's clock at the reading: a lease runs out by it
 * @param now our own clock at the reading, by which the rest is scheduled
 */
export function nextTask(record: Scheduled, times: StoreTimes, retention: Retention, now: number): Task {
  const { status, lease, closedAt } = record;
  switch (status) {
    case 'received':
    case 'pending':
    case 'parked':
      // Looked at again when the lease may have run out; the store's clock then decides.
      if (lease !== null) return { kind: 'retry', at: now + Math.max(0, timeLeft(lease, times)) };
      return status === 'parked' ? { kind: 'none' } : { kind: 'retry', at: record.nextRetryAt ?? 0 };
    case 'resolved':
      return { kind: 'purge', at: (closedAt ?? times.lastModified) + retention.resolvedMs };
    case 'discarded':
      return { kind: 'purge', at: (closedAt ?? times.lastModified) + retention.discardedMs };
    case 'deleted':
      return { kind: 'purge', at: 0 };
  }
}
