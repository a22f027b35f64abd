import { SystemClock } from '../../src/runtime/clock.js';

/** The real time, but a deadline passes when a test says so, and never by itself. */
export class HandClock extends SystemClock {
  private readonly timers = new Set<() => void>();

  override after(_: number, callback: () => void): () => void {
    this.timers.add(callback);
    return () => this.timers.delete(callback);
  }

  /** How many deadlines there are. */
  get pending(): number {
    return this.timers.size;
  }

  /** All deadlines pass. */
  expire(): void {
    const due = [...this.timers];
    this.timers.clear();
    for (const callback of due) callback();
  }
}
