import type { Clock } from '../../runtime/clock.js';
import { timeOfHeader } from './header-time.js';

/** S3 refuses signatures that are 15 minutes off; a difference below this is left alone. */
const TOLERATED_MS = 5 * 60_000;

/** An answer that took longer says nothing of the time: the process was paused. */
const LATE_MS = 60_000;

/**
 * The time by the server's clock, for signatures: ours, unless the server's answers show that it is far off
 * (`RequestTimeTooSkewed`). The AWS SDK corrects its clock in the same way.
 */
export class ServerClock {
  private aheadMs = 0;

  constructor(private readonly clock: Clock) {}

  now(): Date {
    return new Date(this.clock.now() + this.aheadMs);
  }

  /**
   * @param date an answer's `Date` header
   * @param sentAt when its request was sent, by the monotonic clock
   */
  learn(date: string | undefined, sentAt: number): void {
    const theirs = timeOfHeader(date);
    if (theirs === undefined || this.clock.monotonic() - sentAt > LATE_MS) return;
    const aheadMs = theirs - this.clock.now();
    this.aheadMs = Math.abs(aheadMs) > TOLERATED_MS ? aheadMs : 0;
  }
}
