import { setMaxListeners } from 'node:events';
import { sleep, type Clock } from '../../runtime/clock.js';
import { StoreError } from '../store-error.js';

/** The most tries of one call. */
const MAX_TRIES = 6;

/** Before the second try; doubled before each later one, milliseconds. */
const FIRST_PAUSE_MS = 20;

/** The longest wait for a store that has never answered, milliseconds. */
const SILENCE_MS = 1_000;

/** The result of a call. `doubtful`: an earlier try of it may have taken effect. */
export interface Told<T> {
  result: T;
  doubtful: boolean;
}

/**
 * Sends the single calls of a probe again where the store asks for it (409, `SlowDown`) or gives no answer (500, a lost
 * connection). A probe is a thousand calls: without repeats a store that fails one call in a hundred is never proven.
 */
export class PatientCalls {
  private answered = false;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {
    // One timer for each call under way.
    setMaxListeners(0, signal);
  }

  /**
   * @throws StoreError when no try gave a usable answer; soon, where the store has never answered
   * @throws the signal's reason when the probe is cancelled
   */
  async run<T>(call: (signal: AbortSignal) => Promise<T>): Promise<Told<T>> {
    const begun = this.clock.monotonic();
    let doubtful = false;
    for (let tries = 1; ; tries++) {
      this.signal.throwIfAborted();
      try {
        const result = await call(this.signal);
        this.answered = true;
        return { result, doubtful };
      } catch (error) {
        if (!(error instanceof StoreError) || !error.retryable || tries === MAX_TRIES) throw error;
        if (!this.answered && this.clock.monotonic() - begun > SILENCE_MS) throw error;
        doubtful ||= error.outcomeUnknown;
      }
      await this.pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
    }
  }

  /** @param ms milliseconds */
  pause(ms: number): Promise<void> {
    return sleep(this.clock, ms, this.signal);
  }
}
