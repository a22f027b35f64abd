import { TestClock } from './test-clock.js';

/** A test clock that keeps what it was asked to wait for: what a test may wait for before it moves the time. */
export class AskedClock extends TestClock {
  readonly asked: number[] = [];

  override after(ms: number, callback: () => void): () => void {
    this.asked.push(ms);
    return super.after(ms, callback);
  }
}
