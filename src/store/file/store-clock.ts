import type { Clock } from '../../runtime/clock.js';

/**
 * The clock of the embedded store: the wall clock as it was when the store was opened, and on from there by the
 * monotonic one. So the age of an object is right for as long as the process runs, whatever the wall clock is set to.
 */
export class StoreClock {
  readonly #openedAt: number;
  readonly #openedMonotonic: number;

  constructor(private readonly clock: Clock) {
    this.#openedAt = clock.now();
    this.#openedMonotonic = clock.monotonic();
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#openedAt + this.clock.monotonic() - this.#openedMonotonic;
  }
}
