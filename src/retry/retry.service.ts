import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore, type ReadResult } from '../dlq/dead-letter.store.js';
import { StoreError } from '../store/store-error.js';
import { nextTask } from '../domain/letter/agenda.js';
import { wasRedriven, type Trigger } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import { isLive } from '../domain/letter/lease.js';
import { attemptFailed, attemptPassed } from '../domain/letter/lifecycle.js';
import { isLegacyTraceId, keyOfTraceId } from '../domain/letter/trace-id.js';
import { failureOfNoEvent } from '../domain/event/unrecognised.js';
import { CxoneAcknowledger } from '../processing/cxone-acknowledger.js';
import { ProcessingService } from '../processing/processing.service.js';
import type { PlaceWanted, Reservation } from '../processing/reservation.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { claimable, ClaimService, type Claim } from './claim.service.js';
import { MergeService } from './merge.service.js';
import { OrderGate } from './order-gate.js';
import type { Blocked, NoPlace, RetryOutcome } from './retry-outcome.js';

/** A person's retry waits so long for a place at the target, milliseconds. */
export const PERSON_PLACE_WAIT_MS = 5_000;

/**
 * The one way to retry: claim, process, settle. The claim is a compare-and-set that writes a lease; settling is
 * conditional on the claim's ETag. Ended between any two steps, the record is due again when its lease has run
 * out.
 */
@Injectable()
export class RetryService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly claims: ClaimService,
    private readonly merges: MergeService,
    private readonly order: OrderGate,
    private readonly processing: ProcessingService,
    private readonly acknowledger: CxoneAcknowledger,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * A person's retry, in the order of events unless `force`. Where there is an older record of the same event, that one
   * is retried in its place, and its key is in the outcome.
   *
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryByTraceId(
    traceId: string,
    trigger: Trigger,
    force = false,
  ): Promise<RetryOutcome | Blocked | NoPlace> {
    // One of the tutorial's program has to be found first.
    const legacy = isLegacyTraceId(traceId) ? await this.letters.readByTraceId(traceId) : null;
    if (legacy?.outcome === 'missing') return { kind: 'gone' };
    const key = legacy?.key ?? keyOfTraceId(traceId);
    const read = await this.letters.read((await this.merges.mergedInto(key)) ?? key);
    const by = force || read.outcome === 'missing' ? null : await this.order.blockerOf(read.key);
    if (by !== null) return { kind: 'blocked', by };
    return this.tryNow(read, trigger, { bySchedule: false, waitMs: PERSON_PLACE_WAIT_MS });
  }

  /**
   * A retry as part of a page, which begins no attempt at `startBy` (by the monotonic clock) or later:
   * `not_begun` then, with the record as it was.
   *
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryInPage(key: string, startBy: number): Promise<RetryOutcome | Blocked | { kind: 'not_begun' }> {
    const read = await this.letters.read(key);
    const by = await this.order.blockerOf(key);
    if (by !== null) return { kind: 'blocked', by };
    const left = startBy - this.clock.monotonic();
    if (left <= 0) return { kind: 'not_begun' };
    const waitMs = Math.min(PERSON_PLACE_WAIT_MS, left);
    const outcome = await this.tryNow(read, 'page', { bySchedule: false, waitMs }, startBy);
    return isNoPlace(outcome) ? { kind: 'not_begun' } : outcome;
  }

  /**
   * The schedule's retry. `not_due`: its time has not come, or it waits for a person or an older event. `held`, `busy`:
   * its target is down, or takes no more at the moment; the record is as it was.
   *
   * @param place how long to wait for a place at the target
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryDue(
    key: string,
    place: Omit<PlaceWanted, 'bySchedule'> = { waitMs: 0 },
  ): Promise<RetryOutcome | NoPlace | { kind: 'not_due' }> {
    const read = await this.letters.read(key);
    if (read.outcome === 'found' && read.decoded.kind === 'record') {
      const { letter } = read.decoded;
      const { times, etag } = read;
      if (letter.lease !== null && !isLive(letter.lease, times)) {
        if (await this.claims.parkedWithItsWorker({ key, etag, letter })) return { kind: 'not_due' };
      } else if (letter.lease === null) {
        const now = this.clock.now();
        const task = nextTask(letter, times, this.config.retention, now);
        if (task.kind !== 'retry' || task.at > now) return { kind: 'not_due' };
      }
    }
    if ((await this.order.blockerOf(key)) !== null) return { kind: 'not_due' };
    return this.tryNow(read, 'sweep', { ...place, bySchedule: true });
  }

  /**
   * Takes a place where the event goes, claims the record and tries it. The place comes first: a wait for it must
   * neither use up the attempt's time nor the lease.
   *
   * @param startBy by the monotonic clock; what could not be claimed by then is given back, and is `busy`
   */
  private async tryNow(
    read: ReadResult,
    trigger: Trigger,
    want: PlaceWanted,
    startBy = Infinity,
  ): Promise<RetryOutcome | NoPlace> {
    const found = claimable(read);
    if (found.kind !== 'claimable') return found;
    const place = await this.processing.reserve(found.letter.event, want);
    if (place.kind !== 'reserved') return place;
    try {
      const claim = await this.claims.claim(read, trigger);
      if (claim.kind !== 'claimed') return claim;
      if (this.clock.monotonic() < startBy) return await this.attempt(claim, place);
      await this.claims.release(claim);
      return { kind: 'busy', target: place.destination?.name ?? 'the store' };
    } finally {
      place.release();
    }
  }

  private async attempt(claim: Claim, place: Reservation): Promise<RetryOutcome> {
    const { letter, key } = claim.held;
    // Counted from before the claim was sent: the lease must outlive the attempt by its whole margin.
    const timeoutMs = claim.begunAt + this.config.retry.attemptTimeoutMs - this.clock.monotonic();
    // No time left: the process has stood still since its claim, and another may have taken over. Under way here: the
    // event has come in again, or is kept twice. What begins now would meet the other's attempt.
    if (timeoutMs <= 0 || this.processing.underWay(letter.event.identity) !== undefined) {
      await this.claims.release(claim);
      return { kind: 'leased', key };
    }
    const noEvent = failureOfNoEvent(letter);
    const { processor, failure } =
      noEvent !== null
        ? { processor: null, failure: noEvent }
        : await this.processing.process(letter.event, {
            // What was stored first and never begun has its first attempt now.
            retryCount: letter.status === 'received' ? 0 : letter.retryCount + 1,
            traceId: letter.traceId,
            knownSince: letter.firstFailedAt,
            byPerson: claim.trigger !== 'sweep' || wasRedriven(letter),
            timeoutMs,
            place,
          });
    try {
      return failure === null
        ? await this.settleSuccess(claim, processor)
        : await this.settleFailure(claim, failure, processor);
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

  private async settleSuccess(
    { held, startedAt, begunAt }: Claim,
    processor: string | null,
  ): Promise<RetryOutcome> {
    const { key, letter } = held;
    const now = this.clock.now();
    const durationMs = this.clock.monotonic() - begunAt;
    const outcome =
      this.config.retention.resolvedMs > 0
        ? (await this.letters.replace(held, attemptPassed(letter, { startedAt, durationMs, processor }, now)))
            .outcome
        : await this.letters.remove(held);
    if (outcome === 'conflict') return this.superseded(held);
    this.log.info('retry_processed', { trace_id: letter.traceId, duration_ms: Math.round(durationMs) });
    // Only now, with the record gone or resolved, has the retry succeeded for good.
    await this.acknowledger.acknowledge(letter.event, letter.traceId);
    return { kind: 'processed', key };
  }

  private async settleFailure(
    { held, startedAt, begunAt }: Claim,
    failure: Failure,
    processor: string | null,
  ): Promise<RetryOutcome> {
    const report = { startedAt, durationMs: this.clock.monotonic() - begunAt, processor };
    const next = attemptFailed(held.letter, failure, report, this.claims.circumstances());
    const result = await this.letters.replace(held, next);
    if (result.outcome === 'conflict') return this.superseded(held);
    this.log.warn('retry_failed', {
      trace_id: next.traceId,
      error_code: next.errorCode,
      retry_count: next.retryCount,
      status: next.status,
    });
    return { kind: 'failed', key: held.key, error: next.error };
  }

  /** Somebody wrote the record while we held it (a repair by hand, a take-over): it stands as they left it. */
  private superseded({ key, letter }: Claim['held']): RetryOutcome {
    this.log.warn('retry_superseded', { trace_id: letter.traceId });
    return { kind: 'failed', key, error: 'the record was changed during the attempt and stands as changed' };
  }
}

function isNoPlace(outcome: RetryOutcome | NoPlace): outcome is NoPlace {
  return outcome.kind === 'busy' || outcome.kind === 'held';
}
