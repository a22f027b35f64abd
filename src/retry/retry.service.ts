import type { Config } from '../config/config.js';
import { DeadLetterStore, type ReadResult } from '../dlq/dead-letter.store.js';
import { nextTask } from '../domain/letter/agenda.js';
import { isLive } from '../domain/letter/lease.js';
import { isLegacyTraceId, keyOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import type { PlaceWanted } from '../processing/reservation.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import { BY_SCHEDULE, byPage, type AskedBy } from './asked-by.js';
import { ClaimService } from './attempt/claim.service.js';
import { RetryAttempts } from './attempt/retry-attempts.js';
import { MergeService } from './merge.service.js';
import { OrderGate } from './order-gate.js';
import type { Blocked, NoPlace, NotInPage, RetryOutcome } from './retry-outcome.js';
import { tellAttempt } from './tell-attempt.js';

/** The longest wait of a person's retry for a place at the target, milliseconds. */
const PERSON_PLACE_WAIT_MS = 5_000;

/**
 * Every retry, for every kind of caller: reads the record, decides whether it may be retried now, and runs the attempt
 * (`RetryAttempts`). If the process ends between two steps, the record is due again when its lease has run out.
 */
export class RetryService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly claims: ClaimService,
    private readonly merges: MergeService,
    private readonly order: OrderGate,
    private readonly attempts: RetryAttempts,
    private readonly config: Pick<Config, 'retention'>,
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {}

  /**
   * A person's retry. Where there is an older record of the same event, that one is retried instead, and the outcome
   * has its key.
   *
   * @param force retries it also while an older event of its contact is not done (ORDER_BY)
   * @throws StoreError when the record could not be read or claimed, AuditUnavailable when its audit could not be
   *   written: nothing was tried.
   */
  async retryByTraceId(
    traceId: string,
    asked: AskedBy,
    force = false,
  ): Promise<RetryOutcome | Blocked | NoPlace> {
    return tellAttempt(this.facts, asked.trigger, traceId, () => this.retryOne(traceId, asked, force));
  }

  private async retryOne(
    traceId: string,
    asked: AskedBy,
    force: boolean,
  ): Promise<RetryOutcome | Blocked | NoPlace> {
    // A record of the tutorial's program may have a key that does not follow from its trace id.
    const legacy = isLegacyTraceId(traceId) ? await this.letters.readByTraceId(traceId) : null;
    if (legacy?.outcome === 'missing') return { kind: 'gone' };
    const key = legacy?.key ?? keyOfTraceId(traceId);
    const read = await this.letters.read((await this.merges.mergedInto(key, asked)) ?? key);
    const by = force || read.outcome === 'missing' ? null : await this.order.blockerOf(read.key);
    if (by !== null) return { kind: 'blocked', by };
    return this.attempts.attempt(read, asked, { bySchedule: false, waitMs: PERSON_PLACE_WAIT_MS });
  }

  /**
   * A retry as part of a page.
   *
   * @param auditId of the page's entry
   * @param startBy by the monotonic clock. An attempt that cannot begin by then is `not_begun`, and its record does not
   *   change
   * @param isMeant whether the page is still for the record, asked after the record was read
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryInPage(
    key: string,
    startBy: number,
    auditId: string,
    isMeant = () => true,
  ): Promise<RetryOutcome | Blocked | NotInPage> {
    const outcome = await tellAttempt(this.facts, 'page', traceIdOfKey(key), () =>
      this.retryOfPage(key, startBy, auditId, isMeant),
    );
    return isNoPlace(outcome) ? { kind: 'not_begun' } : outcome;
  }

  private async retryOfPage(
    key: string,
    startBy: number,
    auditId: string,
    isMeant: () => boolean,
  ): Promise<RetryOutcome | Blocked | NoPlace | NotInPage> {
    const read = await this.letters.read(key);
    if (!isMeant()) return { kind: 'not_meant' };
    const by = await this.order.blockerOf(key);
    if (by !== null) return { kind: 'blocked', by };
    const left = startBy - this.clock.monotonic();
    if (left <= 0) return { kind: 'not_begun' };
    const waitMs = Math.min(PERSON_PLACE_WAIT_MS, left);
    return this.attempts.attempt(read, byPage(auditId), { bySchedule: false, waitMs }, startBy);
  }

  /**
   * A retry as part of a job, of a record that was just read. Like the schedule it asks the breaker of the target, and
   * waits for a place at it behind all others; unlike the schedule it does not ask whether the retry is due.
   *
   * @param startBy by the monotonic clock. A claim that is written later is given back
   * @throws StoreError when the record could not be claimed for certain: nothing was tried.
   */
  async retryForJob(
    read: ReadResult,
    asked: AskedBy,
    place: Omit<PlaceWanted, 'bySchedule'>,
    startBy: number,
  ): Promise<RetryOutcome | Blocked | NoPlace> {
    return tellAttempt(this.facts, 'job', traceIdOfKey(read.key), async () => {
      const by = read.outcome === 'missing' ? null : await this.order.blockerOf(read.key);
      if (by !== null) return { kind: 'blocked', by };
      return this.attempts.attempt(read, asked, { ...place, bySchedule: true }, startBy);
    });
  }

  /**
   * The schedule's retry. `not_due`: its time has not come, or it waits for a person or for an older event. `held`: its
   * target is down. `busy`: its target has no free place. In all three cases the record does not change.
   *
   * @param place how long to wait for a place at the target
   * @throws StoreError when the record could not be read or claimed: nothing was tried.
   */
  async retryDue(
    key: string,
    place: Omit<PlaceWanted, 'bySchedule'> = { waitMs: 0 },
  ): Promise<RetryOutcome | NoPlace | { kind: 'not_due' }> {
    return tellAttempt(this.facts, 'sweep', traceIdOfKey(key), () => this.retryIfDue(key, place));
  }

  private async retryIfDue(
    key: string,
    place: Omit<PlaceWanted, 'bySchedule'>,
  ): Promise<RetryOutcome | NoPlace | { kind: 'not_due' }> {
    const read = await this.letters.read(key);
    if (read.outcome === 'found' && read.decoded.kind === 'record') {
      const { letter } = read.decoded;
      const { times, etag, wallAhead } = read;
      if (letter.lease !== null && !isLive(letter.lease, times)) {
        if (await this.claims.parkedWithItsWorker({ key, etag, letter, wallAhead }))
          return { kind: 'not_due' };
      } else if (letter.lease === null) {
        const now = this.clock.now();
        const task = nextTask(letter, times, this.config.retention, now);
        if (task.kind !== 'retry' || task.at > now) return { kind: 'not_due' };
      }
    }
    if ((await this.order.blockerOf(key)) !== null) return { kind: 'not_due' };
    return this.attempts.attempt(read, BY_SCHEDULE, { ...place, bySchedule: true });
  }
}

function isNoPlace(outcome: { kind: string }): outcome is NoPlace {
  return outcome.kind === 'busy' || outcome.kind === 'held';
}
