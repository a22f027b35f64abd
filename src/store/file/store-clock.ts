import type { Clock } from '../../runtime/clock.js';

/**
 * The clock of the embedded store: the wall clock at the time of opening, plus the monotonic time since then. So the
 * age of an object stays right while the process runs, even if somebody sets the wall clock.
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
