import type { Pause } from '../../processing/reservation.js';
import { Semaphore } from '../../runtime/semaphore.js';

/** A place that its holder gives back while it waits for its target, so that other retries can run. */
export interface RetryPlace {
  /** Runs a wait without the place, and takes a place again before it returns. */
  pause: Pause;
  /** Gives the place back. Further calls do nothing. */
  release: () => void;
}

/**
 * The attempts that this replica may run at once (RETRY_CONCURRENCY), shared by retry pages, single retries and the
 * schedule. People are urgent: a page waits for attempts that run, never for scheduled retries that still wait.
 */
export class RetryPlaces extends Semaphore {
  /**
   * Waits for a place, behind all people.
   *
   * @throws the signal's reason when the signal aborts first
   */
  async take(signal?: AbortSignal): Promise<RetryPlace> {
    let release = await this.acquire({ signal });
    return {
      pause: async (wait) => {
        release();
        try {
          return await wait();
        } finally {
          release = await this.acquire();
        }
      },
      release: () => release(),
    };
  }
}
