import { wallAhead, type Clock } from '../runtime/clock.js';

/** If the wall clock and the monotonic clock differ by more than this, somebody set the wall clock, milliseconds. */
const SET_MS = 1_000;

/** Notices that somebody has set the wall clock. */
export class WallSettings {
  private aheadMs: number;

  constructor(private readonly clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.aheadMs = wallAhead(clock);
  }

  /** By how much it was set since the last call that told of it, milliseconds; 0: it was not. */
  take(): number {
    const aheadMs = wallAhead(this.clock);
    const setMs = aheadMs - this.aheadMs;
    if (Math.abs(setMs) < SET_MS) return 0;
    this.aheadMs = aheadMs;
    return setMs;
  }
}
