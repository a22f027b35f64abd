/** A waiting job begins at once while a place is free. After this long something blocks it, milliseconds. */
export const SLOW_MS = 8_000;

/**
 * After this long the queue counts as broken, milliseconds. It is longer than the jobs of a dead replica stay locked.
 */
export const STUCK_MS = 20_000;

/** The same while all places may be taken, longer than an attempt may last, milliseconds. */
export const STUCK_WHEN_FULL_MS = 60_000;

/** A retry that was added and did not begin for this long, although no job waits, has lost its job; milliseconds. */
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
 * Detects a queue that does not move. Spoilt content in Redis can stop BullMQ from ever beginning a job, without an
 * error. So the only sign is that no job begins.
 */
export class QueueProgress {
  private readonly handed = new Map<string, Handed>();
  private standingSince: number | null = null;

  /**
   * @param concurrency jobs that may be active at once
   * @param least so many active jobs may be all that busy replicas take
   */
  constructor(
    private readonly concurrency: number,
    private readonly least: number,
  ) {}

  /** Notes retries that were added to the queue. @param now milliseconds */
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

  /** Notes that a job began, on any replica. */
  begun(traceId: string): void {
    this.handed.delete(traceId);
    this.standingSince = null;
  }

  /** Notes the counts of the queue. @param now milliseconds */
  look({ waiting, active }: QueueCounts, now: number): QueueState {
    if (waiting === 0) {
      this.standingSince = null;
      return active < this.concurrency && this.lostOne(now) ? 'stuck' : 'moving';
    }
    const standingMs = now - (this.standingSince ??= now);
    if (active >= this.least) return standingMs > STUCK_WHEN_FULL_MS ? 'stuck' : 'moving';
    if (standingMs > STUCK_MS) return 'stuck';
    return standingMs > SLOW_MS ? 'slow' : 'moving';
  }

  /** Notes that the queue was purged. */
  reset(): void {
    this.handed.clear();
    this.standingSince = null;
  }

  /** Whether a retry was added repeatedly and never began. */
  private lostOne(now: number): boolean {
    return [...this.handed.values()].some(
      ({ firstAt, lastAt }) => now - firstAt > LOST_MS && now - lastAt <= LOST_MS,
    );
  }
}
