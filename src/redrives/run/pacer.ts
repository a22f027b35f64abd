/** The turns of this time are saved up, milliseconds. Without them, timers that fire late would lower the rate. */
const BUCKET_MS = 100;

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
    this.lastAt = Math.max(this.nextAt, now - BUCKET_MS);
  }

  private get nextAt(): number {
    return this.lastAt + 1_000 / this.ratePerSecond;
  }
}
