import { sleep, type Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import { OwnershipLost } from './ownership.js';

/** Between two tries of what the job cannot go on without, milliseconds. */
const AGAIN_MS = 1_000;

/** Tries to read what was stored of a job, before it counts as unreadable. */
export const MAX_READS = 10;

/** What was stored of the job stays missing or damaged. */
export class JobUnreadable extends Error {
  override readonly name = 'JobUnreadable';
}

/** Whether the store may give another answer later without anybody's help. */
export function isPassing(error: unknown): boolean {
  return error instanceof StoreError && (error.retryable || error.overloaded);
}

/** How a session goes on where the store fails. It ends where another replica owns the job, or the service ends. */
export class JobPatience {
  constructor(
    private readonly jobId: string,
    private readonly parts: { clock: Clock; log: Log; signal: AbortSignal },
    private readonly isLost: () => boolean,
  ) {}

  /** Tries until the store has answered. @throws OwnershipLost; what `work` throws while the service ends */
  async insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        this.parts.log.warn('job_waits', { job_id: this.jobId, ...describeError(error) });
        await this.pause(error);
      }
    }
  }

  /**
   * Reads what was stored of the job. It waits for a store that does not answer, however long that takes.
   *
   * @throws JobUnreadable where the answer stays of no use; and as `insist`
   */
  async read<T>(work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (!isPassing(error) && ++failures === MAX_READS) throw new JobUnreadable(error.message);
        this.parts.log.warn('job_not_read', { job_id: this.jobId, ...describeError(error) });
        await this.pause(error);
      }
    }
  }

  private async pause(error: StoreError): Promise<void> {
    if (this.isLost()) throw new OwnershipLost('another replica owns the job');
    if (this.parts.signal.aborted) throw error;
    await sleep(this.parts.clock, AGAIN_MS);
  }
}
