import { SystemClock } from '../../src/runtime/clock.js';

/** The system's clock, moved on by a test beside processes that keep the real time. Timers take their real time. */
export class ShiftedClock extends SystemClock {
  private monotonicMs = 0;
  private wallMs = 0;

  override now(): number {
    return super.now() + this.wallMs;
  }

  override monotonic(): number {
    return super.monotonic() + this.monotonicMs;
  }

  /** Lets an interval pass; the wall clock stays. */
  pass(ms: number): void {
    this.monotonicMs += ms;
  }

  /** Sets the wall clock; no interval passes. */
  setWall(ms: number): void {
    this.wallMs += ms;
  }
}
