import { RecentEvents } from '../../../domain/event/recent-events.js';

/** Trace ids that are remembered, about 250 bytes each. */
const MAX_REMEMBERED = 100_000;

/**
 * How long a finished retry is remembered at most, milliseconds. The record may be due again and its replica gone; one
 * read a minute finds that out.
 */
export const MAX_WINDOW_MS = 60_000;

/** The return value of a job, which all replicas receive. */
export interface Finished {
  by: string;
  /** The record's ETag when the retry was added. */
  etag: string;
}

/**
 * The records that other replicas have retried, by ETag. A record that changed since has another ETag, so an earlier
 * message does not match it.
 */
export class FinishedRetries {
  private readonly finished: RecentEvents;

  /** @param windowMs how long a replica's catalog may lag behind another one, milliseconds */
  constructor(
    windowMs: number,
    private readonly replica: string,
  ) {
    this.finished = new RecentEvents({ windowMs: Math.min(windowMs, MAX_WINDOW_MS), max: MAX_REMEMBERED });
  }

  /** @param now the monotonic clock, milliseconds */
  has(traceId: string, etag: string | undefined, now: number): boolean {
    return etag !== undefined && this.finished.has(`${traceId} ${etag}`, now);
  }

  /** @param value the return value of a job, which anybody may have written */
  note(traceId: string, value: unknown, now: number): void {
    if (typeof value !== 'object' || value === null) return;
    const { by, etag } = value as Record<string, unknown>;
    if (typeof by !== 'string' || typeof etag !== 'string') return;
    // The catalog already knows what this replica did, and whether the record is due again.
    if (by === this.replica) this.finished.forget(`${traceId} ${etag}`);
    else this.finished.note(`${traceId} ${etag}`, now);
  }
}
