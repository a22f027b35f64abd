/** Jobs that wait while places are free are begun at once: after so long something keeps them, milliseconds. */
export const SLOW_MS = 8_000;

/** After so long the queue is taken for broken, milliseconds: longer than the jobs of a dead replica are kept. */
export const STUCK_MS = 20_000;

/** The same where all places are taken: longer than an attempt may last. */
export const STUCK_WHEN_FULL_MS = 60_000;

/** A retry that was handed over and not begun for so long, though nothing waits, has no job in the queue. */
export const LOST_MS = 45_000;

/** Retries that are remembered. */
const MAX_REMEMBERED = 100_000;

export interface QueueCounts {
  waiting: number;
  active: number;
}

export type QueueState = 'moving' | 'slow' | 'stuck';

interface Handed {
  firstAt: number;
  lastAt: number;
}

/**
 * Knows whether the queue moves. Whoever can write into Redis can write what keeps BullMQ from ever beginning a job:
 * it says nothing of that, so it is seen from what does not happen.
 */
export class QueueProgress {
  private readonly handed = new Map<string, Handed>();
  private standingSince: number | null = null;

  /** @param concurrency jobs that may be active at once */
  constructor(private readonly concurrency: number) {}

  /** Retries have been handed to the queue. @param now milliseconds */
  handedOver(traceIds: readonly string[], now: number): void {
    for (const traceId of traceIds) {
      const { firstAt } = this.handed.get(traceId) ?? { firstAt: now };
      this.handed.delete(traceId);
      this.handed.set(traceId, { firstAt, lastAt: now });
    }
    for (const [traceId, { lastAt }] of this.handed) {
      if (this.handed.size <= MAX_REMEMBERED && now - lastAt <= LOST_MS) break;
      this.handed.delete(traceId);
    }
  }

  /** A job was begun, on whichever replica. */
  begun(traceId: string): void {
    this.handed.delete(traceId);
    this.standingSince = null;
  }

  /** What a look at the queue tells. @param now milliseconds */
  look({ waiting, active }: QueueCounts, now: number): QueueState {
    if (waiting === 0) {
      this.standingSince = null;
      return active < this.concurrency && this.lostOne(now) ? 'stuck' : 'moving';
    }
    const standingMs = now - (this.standingSince ??= now);
    if (active >= this.concurrency) return standingMs > STUCK_WHEN_FULL_MS ? 'stuck' : 'moving';
    if (standingMs > STUCK_MS) return 'stuck';
    return standingMs > SLOW_MS ? 'slow' : 'moving';
  }

  /** The queue was emptied. */
  reset(): void {
    this.handed.clear();
    this.standingSince = null;
  }

  /** Whether a retry is handed over again and again, and never begun. */
  private lostOne(now: number): boolean {
    return [...this.handed.values()].some(
      ({ firstAt, lastAt }) => now - firstAt > LOST_MS && now - lastAt <= LOST_MS,
    );
  }
}
