import type { ReadResult } from '../dlq/dead-letter.store.js';
import type { AskedBy } from './asked-by.js';
import type { RetryPlaces } from './dispatch/retry-places.js';
import type { Blocked, NoPlace, RetryOutcome } from './retry-outcome.js';
import type { RetryService } from './retry.service.js';

/** The longest wait of a job's retry for a place at its target, milliseconds. Then the job tries it again later. */
const PLACE_WAIT_MS = 5_000;

/** When an attempt of a job may begin. */
export interface JobTurn {
  /** By the monotonic clock: a claim that is written later is given back. */
  startBy: number;
  /** Aborted: it does not begin. */
  signal: AbortSignal;
}

/** The retries of jobs. They share the places of this replica with the schedule's, and come in turn with them. */
export class JobRetryService {
  constructor(
    private readonly retries: Pick<RetryService, 'retryForJob'>,
    private readonly places: RetryPlaces,
  ) {}

  /**
   * Retries a record that was just read.
   *
   * @throws StoreError when it could not be claimed for certain, the signal's reason when that aborted first; in both
   *   cases nothing was tried
   */
  async retry(
    read: ReadResult,
    asked: AskedBy,
    { startBy, signal }: JobTurn,
  ): Promise<RetryOutcome | Blocked | NoPlace> {
    const place = await this.places.take(signal);
    try {
      const want = { waitMs: PLACE_WAIT_MS, signal, pause: place.pause };
      return await this.retries.retryForJob(read, asked, want, startBy);
    } finally {
      place.release();
    }
  }
}
