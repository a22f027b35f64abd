import { sleep, type Clock } from '../../runtime/clock.js';

/**
 * The bucket saves up the turns of this time, milliseconds. Without them, timers that fire late would lower the rate.
 */
const BUCKET_MS = 100;

/**
 * A token bucket on injected time. It spreads turns evenly, so that a target gets no burst: within any t seconds there
 * are at most `perSecond * (t + 0.1) + 1` turns.
 */
export class RateLimit {
  private nextAt = -Infinity;

  /** @param perSecond turns a second; 0: no limit */
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
