import type { Config } from '../../config/config.js';
import { DeadLetterStore, type StoredLetter } from '../../dlq/dead-letter.store.js';
import type { DeadLetter, Lease } from '../../domain/letter/dead-letter.js';
import type { Failure } from '../../domain/letter/failure.js';
import type { AttemptReport } from '../../domain/letter/attempts.js';
import { attemptFailed, released, type Circumstances } from '../../domain/letter/lifecycle.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId, Random } from '../../runtime/runtime.module.js';
import type { AttemptTime } from './attempt.js';

/**
 * Makes leases for this replica, and settles records under them. Each write is conditional on the ETag of the claim,
 * which is the fencing token: after a take-over or a repair by hand the write is a conflict.
 */
export class Leases {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly config: Pick<Config, 'retry'>,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly newId: NewId,
    readonly owner: string,
  ) {}

  /** A lease that outlives an attempt by LEASE_MARGIN_MS. */
  newLease(): Lease {
    const { attemptTimeoutMs, leaseMarginMs } = this.config.retry;
    return { claimId: this.newId(), owner: this.owner, ttlMs: attemptTimeoutMs + leaseMarginMs };
  }

  /**
   * The time of an attempt that begins now. Call it before the write of the lease is sent, so that the attempt ends
   * before its lease.
   */
  beginNow(): AttemptTime {
    const [startedAt, begunAt] = [this.clock.now(), this.clock.monotonic()];
    return { startedAt, begunAt, endBy: begunAt + this.config.retry.attemptTimeoutMs };
  }

  circumstances(): Circumstances {
    return { now: this.clock.now(), random: this.random(), policy: this.config.retry };
  }

  /** Gives the record back after no attempt. @throws StoreError where the write was not confirmed */
  async release(stored: StoredLetter): Promise<'released' | 'conflict'> {
    const { outcome } = await this.letters.replace(stored, released(stored.letter));
    return outcome === 'conflict' ? 'conflict' : 'released';
  }

  /**
   * Writes the failure of the attempt, with the time of the next retry, or as parked.
   *
   * @returns the record as it is now; `null`: a conflict
   * @throws StoreError where the write was not confirmed
   */
  async fail(stored: StoredLetter, failure: Failure, report: AttemptReport): Promise<DeadLetter | null> {
    const next = attemptFailed(stored.letter, failure, report, this.circumstances());
    return (await this.letters.replace(stored, next)).outcome === 'conflict' ? null : next;
  }
}
