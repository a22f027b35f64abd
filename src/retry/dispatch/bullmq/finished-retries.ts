import { RecentEvents } from '../../../domain/event/recent-events.js';

/** Trace ids that are remembered, about 250 bytes each. */
const MAX_REMEMBERED = 100_000;

/** What was finished may be due again, and its replica gone: a reading a minute finds that out. Milliseconds. */
export const MAX_WINDOW_MS = 60_000;

/** What a job leaves behind for all who listen. */
export interface Finished {
  by: string;
  /** Of the record as it was when the retry was handed over. */
  etag: string;
}

/**
 * Which records, as they were seen, other replicas have retried. A record that was seen anew has another ETag, and so
 * is not meant by what was heard before.
 */
export class FinishedRetries {
  private readonly finished: RecentEvents;

  /** @param windowMs how long a replica's catalog may not know what another one did, milliseconds */
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

  /** @param value what a job has left behind, whoever wrote it */
  note(traceId: string, value: unknown, now: number): void {
    if (typeof value !== 'object' || value === null) return;
    const { by, etag } = value as Record<string, unknown>;
    if (typeof by !== 'string' || typeof etag !== 'string') return;
    // What was done here the catalog knows already, and whether it is due again.
    if (by === this.replica) this.finished.forget(`${traceId} ${etag}`);
    else this.finished.note(`${traceId} ${etag}`, now);
  }
}
