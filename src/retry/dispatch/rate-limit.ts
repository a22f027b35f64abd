import { sleep, type Clock } from '../../runtime/clock.js';

/** A timer that fires late is made up for by what the bucket holds: as much as comes in so many milliseconds. */
const BUCKET_MS = 100;

/**
 * A token bucket on injected time. Turns come evenly, so that a target sees no burst: in any span of t seconds there
 * are at most rate * (t + 0.1) + 1 of them.
 */
export class RateLimit {
  private nextAt = -Infinity;

  /** @param perSecond turns a second; 0: as many as one likes */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Clock,
  ) {}

  /** Waits for its turn. @throws the signal's reason when it aborts first; the turn is used up. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.perSecond === 0) return;
    const now = this.clock.monotonic();
    const at = Math.max(this.nextAt, now - BUCKET_MS);
    this.nextAt = at + 1_000 / this.perSecond;
    if (at > now) await sleep(this.clock, at - now, signal);
  }
}
