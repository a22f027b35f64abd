import type { Clock } from '../../runtime/clock.js';

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  private readonly timers = new Set<Timer>();
  private wallAheadMs = 0;

  constructor(private time = Date.UTC(2024, 9, 23, 14, 0, 0)) {}

  now(): number {
    return this.time + this.wallAheadMs;
  }

  /** The same as `now`, until the wall clock is set. */
  monotonic(): number {
    return this.time;
  }

  /** Sets the wall clock alone, by `ms`: no time passes. */
  setWall(ms: number): void {
    this.wallAheadMs += ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Moves the time on and calls nobody yet: as a process sees it that has stood still. */
  jump(ms: number): void {
    this.time += ms;
  }

  /** Moves the time on and calls what is due on the way, in its order. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const next = [...this.timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
    await settled();
  }
}

/** Turns of the event loop that code under test may take between two timers. */
const TURNS = 20;

/** Lets everything run that waits for nothing but its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
