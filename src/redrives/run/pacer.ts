/**
 * The turns of this time are saved up, milliseconds. Without them, timers that fire late would lower the rate: a busy
 * process is held up for some hundred milliseconds now and then.
 */
const BUCKET_MS = 400;

/** How many may begin in a second, on a monotonic clock that the caller reads. The rate may change at any time. */
export class Pacer {
  /** The turn of the latest one that has begun. */
  private lastAt = -Infinity;
  private closedUntil = -Infinity;

  constructor(private ratePerSecond: number) {}

  /** Counts from the latest turn on, so a job that was slow is fast at once. */
  setRate(ratePerSecond: number): void {
    this.ratePerSecond = ratePerSecond;
  }

  /** Nothing begins before `until`, by the monotonic clock. An earlier end of another call does not shorten it. */
  closeUntil(until: number): void {
    this.closedUntil = Math.max(this.closedUntil, until);
  }

  /** Milliseconds until one may begin; 0: now. */
  waitMs(now: number): number {
    return Math.max(0, this.closedUntil - now, this.nextAt - now);
  }

  /** One begins now. Call it where `waitMs` is 0. */
  begin(now: number): void {
    // No turns are saved up before the first one, nor while nothing may begin: a target that asked to be left alone gets
    // no burst afterwards.
    const earliest = this.lastAt === -Infinity ? now : Math.max(now - BUCKET_MS, this.closedUntil);
    this.lastAt = Math.max(this.nextAt, earliest);
  }

  private get nextAt(): number {
    return this.lastAt + 1_000 / this.ratePerSecond;
  }
}
