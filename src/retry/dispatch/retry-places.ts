import type { Pause } from '../../processing/reservation.js';
import { Semaphore, type Release } from '../../runtime/semaphore.js';
import type { YieldingPlaces } from './yielding-places.js';

/** A place that its holder gives back while it waits for its target, so that other retries can run. */
export interface RetryPlace {
  /** Runs a wait without the place, and takes a place again before it returns. */
  pause: Pause;
  /** Gives the place back. Further calls do nothing. */
  release: () => void;
}

/**
 * The attempts that this replica may run at once (RETRY_CONCURRENCY), shared by retry pages, single retries, jobs and the
 * schedule. People are urgent: a page waits for attempts that run, never for scheduled retries that still wait.
 */
export class RetryPlaces extends Semaphore {
  /** @param yielding how many of the places may be taken by retries that nobody waits for; `null`: all */
  constructor(
    places: number,
    private readonly yielding: YieldingPlaces | null = null,
  ) {
    super(places);
  }

  /**
   * Waits for a place, behind all people, for a retry that nobody waits for.
   *
   * @throws the signal's reason when the signal aborts first
   */
  async take(signal?: AbortSignal): Promise<RetryPlace> {
    let release = await this.enter(signal);
    return {
      pause: async (wait) => {
        release();
        try {
          return await wait();
        } finally {
          release = await this.enter();
        }
      },
      release: () => release(),
    };
  }

  private async enter(signal?: AbortSignal): Promise<Release> {
    const leave = await this.yielding?.acquire({ signal });
    try {
      const release = await this.acquire({ signal });
      return () => {
        release();
        leave?.();
      };
    } catch (error) {
      leave?.();
      throw error;
    }
  }

  /** Tells `hear` how many retries that nobody waits for may run at once, whenever that changes. */
  onChange(hear: (count: number) => void): void {
    this.yielding?.onChange(hear);
  }
}
