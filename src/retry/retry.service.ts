import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore, type Held, type ReadResult } from '../dlq/dead-letter.store.js';
import { StoreError } from '../dlq/store-error.js';
import { isDue, isUnresolved, type Status, type Trigger } from '../domain/dead-letter.js';
import type { Failure } from '../domain/failure.js';
import { isLive } from '../domain/lease.js';
import { attemptFailed, claimed, released, workerLost, type Circumstances } from '../domain/lifecycle.js';
import { CxoneAcknowledger } from '../processing/cxone-acknowledger.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, RANDOM, REPLICA, type NewId, type Random } from '../runtime/runtime.module.js';

/** How a retry ended. Only `processed` and `failed` were attempts. */
export type RetryOutcome =
  | { kind: 'processed'; key: string }
  | { kind: 'failed'; key: string; error: string }
  /** Another attempt is under way, or has just won the race for the claim. */
  | { kind: 'leased'; key: string }
  | { kind: 'gone' }
  | { kind: 'not_retryable'; status: Status }
  | { kind: 'unreadable'; reason: string };

/**
 * The one way to retry: claim, process, settle. The claim is a compare-and-set that writes a lease; settling is
 * conditional on the claim's ETag. Ended between any two steps, the record is due again when its lease has run
 * out.
 */
@Injectable()
export class RetryService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly processing: ProcessingService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(NEW_ID) private readonly newId: NewId,
    @Inject(REPLICA) private readonly replica: string,
    @Inject(LOG) private readonly log: Log,
    private readonly acknowledger: CxoneAcknowledger,
  ) {}

  /** @throws StoreError when the record could not be read or claimed: nothing was tried. */
  async retryByTraceId(traceId: string, trigger: Trigger): Promise<RetryOutcome> {
    return this.retry(await this.letters.readByTraceId(traceId), trigger);
  }

  /**
   * A retry as part of a page, which begins no attempt at `startBy` (milliseconds since the epoch) or later:
   * `not_begun` then, with the record as it was.
   *
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryInPage(key: string, startBy: number): Promise<RetryOutcome | { kind: 'not_begun' }> {
    const read = await this.letters.read(key);
    if (this.clock.now() >= startBy) return { kind: 'not_begun' };
    const begun = await this.begin(read, 'page');
    if (begun.kind !== 'begun') return begun;
    if (this.clock.now() < startBy) return this.attempt(begun.claim, begun.startedAt);
    await this.letters.replace(begun.claim, released(begun.claim.letter));
    return { kind: 'not_begun' };
  }

  /**
   * The schedule's retry. `not_due`: its time has not come, or it waits for a person.
   *
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryDue(key: string): Promise<RetryOutcome | { kind: 'not_due' }> {
    const read = await this.letters.read(key);
    if (read.outcome === 'found' && read.decoded.kind === 'record') {
      const { letter } = read.decoded;
      if (letter.lease === null && !isDue(letter, this.clock.now())) return { kind: 'not_due' };
      if (letter.lease !== null && !isLive(letter.lease, read.times)) {
        if (await this.parkedWithItsWorker({ key, etag: read.etag, letter })) return { kind: 'not_due' };
      }
    }
    return this.retry(read, 'sweep');
  }

  private async retry(read: ReadResult, trigger: Trigger): Promise<RetryOutcome> {
    const begun = await this.begin(read, trigger);
    return begun.kind === 'begun' ? this.attempt(begun.claim, begun.startedAt) : begun;
  }

  /** Claims what can be claimed; whatever else is found is the outcome. */
  private async begin(read: ReadResult, trigger: Trigger): Promise<RetryOutcome | Begun> {
    if (read.outcome === 'missing') return { kind: 'gone' };
    if (read.decoded.kind === 'foreign') return { kind: 'unreadable', reason: 'not a dead letter' };
    if (read.decoded.kind === 'corrupt') return { kind: 'unreadable', reason: read.decoded.reason };
    const { letter } = read.decoded;
    if (letter.status === 'deleted') return { kind: 'gone' };
    if (!isUnresolved(letter.status)) return { kind: 'not_retryable', status: letter.status };
    if (isLive(letter.lease, read.times)) return { kind: 'leased', key: read.key };

    const startedAt = this.clock.now();
    const claim = await this.claim({ key: read.key, etag: read.etag, letter }, trigger, startedAt);
    return claim === null ? { kind: 'leased', key: read.key } : { kind: 'begun', claim, startedAt };
  }

  /** Whether the attempt that was lost with its worker was the last one that the schedule may make. */
  private async parkedWithItsWorker(held: Held): Promise<boolean> {
    const lost = workerLost(held.letter, this.circumstances());
    if (lost.status !== 'parked') return false;
    await this.letters.replace(held, lost);
    this.log.warn('worker_lost', {
      trace_id: lost.traceId,
      retry_count: lost.retryCount,
      status: lost.status,
    });
    return true;
  }

  /** `null`: somebody else was quicker. */
  private async claim(held: Held, trigger: Trigger, now: number): Promise<Held | null> {
    const { attemptTimeoutMs, leaseMarginMs } = this.config.retry;
    const letter = held.letter.lease === null ? held.letter : workerLost(held.letter, this.circumstances());
    const lease = { claimId: this.newId(), owner: this.replica, ttlMs: attemptTimeoutMs + leaseMarginMs };
    const next = claimed(letter, lease, { now, trigger, by: this.replica });
    const result = await this.letters.replace(held, next);
    return result.outcome === 'stored' ? result.held : null;
  }

  private async attempt(claim: Held, startedAt: number): Promise<RetryOutcome> {
    const { letter, key } = claim;
    // Counted from before the claim was sent: the lease must outlive the attempt by its whole margin.
    const timeoutMs = Math.max(0, startedAt + this.config.retry.attemptTimeoutMs - this.clock.now());
    const { processor, failure } = await this.processing.process(letter.event, {
      retryCount: letter.retryCount + 1,
      traceId: letter.traceId,
      timeoutMs,
    });
    const result = { key, traceId: letter.traceId, startedAt, processor };
    try {
      return failure === null
        ? await this.settleSuccess(claim, result)
        : await this.settleFailure(claim, failure, result);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.log.error('retry_not_settled', { trace_id: letter.traceId, error: describeError(error) });
      const what = failure === null ? 'processed' : `failed (${failure.reason})`;
      return {
        kind: 'failed',
        key,
        error: `${what}, but the store did not confirm it; it is retried when its lease has run out`,
      };
    }
  }

  private async settleSuccess(claim: Held, { key, traceId, startedAt }: Settling): Promise<RetryOutcome> {
    if ((await this.letters.remove(claim)) === 'conflict') return this.superseded(key, traceId);
    const durationMs = this.clock.now() - startedAt;
    this.log.info('retry_processed', { trace_id: traceId, duration_ms: durationMs });
    // Only now, with the record gone, has the retry succeeded for good.
    await this.acknowledger.acknowledge(claim.letter.event, traceId);
    return { kind: 'processed', key };
  }

  private async settleFailure(claim: Held, failure: Failure, settling: Settling): Promise<RetryOutcome> {
    const { key, traceId, startedAt, processor } = settling;
    const next = attemptFailed(claim.letter, failure, { startedAt, processor }, this.circumstances());
    const result = await this.letters.replace(claim, next);
    if (result.outcome === 'conflict') return this.superseded(key, traceId);
    this.log.warn('retry_failed', {
      trace_id: traceId,
      error_code: next.errorCode,
      retry_count: next.retryCount,
      status: next.status,
    });
    return { kind: 'failed', key, error: next.error };
  }

  /** Somebody wrote the record while we held it (a repair by hand, a take-over): it stands as they left it. */
  private superseded(key: string, traceId: string): RetryOutcome {
    this.log.warn('retry_superseded', { trace_id: traceId });
    return { kind: 'failed', key, error: 'the record was changed during the attempt and stands as changed' };
  }

  private circumstances(): Circumstances {
    return {
      now: this.clock.now(),
      random: this.random(),
      policy: this.config.retry,
    };
  }
}

interface Begun {
  kind: 'begun';
  claim: Held;
  /** From before the claim was sent, milliseconds since the epoch. */
  startedAt: number;
}

interface Settling {
  key: string;
  traceId: string;
  startedAt: number;
  processor: string | null;
}
