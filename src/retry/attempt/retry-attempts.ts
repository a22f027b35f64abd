import type { ReadResult } from '../../dlq/dead-letter.store.js';
import { failureOfNoEvent } from '../../domain/event/unrecognised.js';
import { wasRedriven, type DeadLetter } from '../../domain/letter/dead-letter.js';
import { ProcessingService } from '../../processing/processing.service.js';
import type { PlaceWanted, Reservation } from '../../processing/reservation.js';
import type { Clock } from '../../runtime/clock.js';
import type { Tracer } from '../../runtime/tracer.js';
import type { AskedBy } from '../asked-by.js';
import type { NoPlace, RetryOutcome } from '../retry-outcome.js';
import { AttemptEngine } from './attempt-engine.js';
import type { BegunAttempt } from './attempt.js';
import { claimable, ClaimService, type Claim } from './claim.service.js';
import { Leases } from './leases.js';
import { RetrySettlement } from './retry-settlement.js';

/** One retry of a record that was just read. */
export class RetryAttempts {
  private underWay = 0;

  constructor(
    private readonly claims: ClaimService,
    private readonly leases: Leases,
    private readonly processing: ProcessingService,
    private readonly engine: AttemptEngine,
    private readonly settlement: RetrySettlement,
    private readonly clock: Clock,
    private readonly tracer: Tracer,
  ) {}

  /** Retries that have a place at their target and have not ended. */
  get inFlight(): number {
    return this.underWay;
  }

  /**
   * Takes a place at the event's target, claims the record, and runs the attempt. The place comes first, so that a wait
   * for it uses up neither the attempt's time nor the lease.
   *
   * @param startBy by the monotonic clock. A claim that is written later is given back, and the outcome is `busy`
   * @throws StoreError when the record could not be claimed, AuditUnavailable when its audit could not be written:
   *   nothing was tried.
   */
  async attempt(
    read: ReadResult,
    asked: AskedBy,
    want: PlaceWanted,
    startBy = Infinity,
  ): Promise<RetryOutcome | NoPlace> {
    const found = claimable(read);
    if (found.kind !== 'claimable') return found;
    const place = await this.processing.reserve(found.letter.event, want);
    if (place.kind !== 'reserved') return place;
    this.underWay++;
    try {
      return await this.traced(found.letter, asked, async () => {
        const auditId = await asked.audited(found.letter);
        const claim = await this.claims.claim(read, asked.trigger, { auditId, jobId: asked.jobId ?? null });
        if (claim.kind !== 'claimed') return claim;
        if (this.clock.monotonic() < startBy) {
          return this.engine.attempt(begun(claim, place), this.settlement.of(claim));
        }
        await this.leases.release(claim.stored);
        return { kind: 'busy', target: place.destination?.name ?? 'the store' };
      });
    } finally {
      this.underWay--;
      place.release();
    }
  }

  /** A retry has a trace of its own, since it may come days later; a link leads to the arrival of its event. */
  private traced<T extends RetryOutcome | NoPlace>(
    { traceId, arrivalSpan }: DeadLetter,
    { trigger }: AskedBy,
    retry: () => Promise<T>,
  ): Promise<T> {
    const attributes = { 'cxone_dlq.trace_id': traceId, 'cxone_dlq.trigger': trigger };
    const links = arrivalSpan === undefined ? [] : [arrivalSpan];
    return this.tracer.begin('retry', { attributes, links }, async (span) => {
      const outcome = await retry();
      span.set({ 'cxone_dlq.outcome': outcome.kind });
      if (outcome.kind === 'failed') span.fail(outcome.attempted.errorCode ?? 'not_settled');
      return outcome;
    });
  }
}

function begun({ stored: { letter }, trigger, ...time }: Claim, place: Reservation): BegunAttempt {
  return {
    ...time,
    event: letter.event,
    traceId: letter.traceId,
    // The first attempt at an event that was stored first.
    retryCount: letter.status === 'received' ? 0 : letter.retryCount + 1,
    corrections: letter.corrections,
    knownSince: letter.firstFailedAt,
    byPerson: trigger !== 'sweep' || wasRedriven(letter),
    place,
    refusal: failureOfNoEvent(letter),
  };
}
