import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { DeadLetterStore, type CreateResult, type StoredLetter } from '../dlq/dead-letter.store.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { lengthOf, type DeadLetter, type Received } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import type { AttemptReport } from '../domain/letter/attempts.js';
import { receivedFirst } from '../domain/letter/lifecycle.js';
import { EventLedger } from '../ledger/event-ledger.js';
import { AttemptEngine } from '../retry/attempt/attempt-engine.js';
import type { AttemptEnd, AttemptTime, BegunAttempt } from '../retry/attempt/attempt.js';
import { Leases } from '../retry/attempt/leases.js';
import type { Clock } from '../runtime/clock.js';
import { describeError, type Log } from '../runtime/logger.js';
import { Shutdown } from '../runtime/shutdown.js';
import type { Tracer } from '../runtime/tracer.js';
import { Semaphore } from '../runtime/semaphore.js';

/**
 * Events that are stored first and processed right after their answer (ADR 15). The write that creates the record also
 * writes the lease, so no sweep races the first attempt. Wherever the process ends, the record is due when its lease
 * has run out.
 */
export class StoreFirstService implements BeforeApplicationShutdown {
  private readonly places: Semaphore;
  private readonly jobs = new Set<Promise<void>>();
  /** Characters of the events of all jobs. */
  private length = 0;

  constructor(
    private readonly engine: AttemptEngine,
    private readonly leases: Leases,
    private readonly ledger: EventLedger,
    private readonly letters: DeadLetterStore,
    private readonly shutdown: Shutdown,
    private readonly config: Pick<Config, 'webhook'>,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly tracer: Tracer,
  ) {
    this.places = new Semaphore(config.webhook.concurrency);
  }

  /** Events that are being written, that wait, or that are being processed. */
  get underWay(): number {
    return this.jobs.size;
  }

  /**
   * The record of an event that arrives now. It carries a lease of this replica, unless the replica is overloaded or
   * stops. Without a lease it is due at once, for the sweep of any replica.
   */
  recordOf(event: CxoneEvent, received: Received): DeadLetter {
    const { concurrency, maxWaiting, maxBytesInFlight } = this.config.webhook;
    const fits = this.jobs.size < concurrency + maxWaiting && this.length < maxBytesInFlight;
    const lease = fits && !this.shutdown.signal.aborted ? this.leases.newLease() : null;
    return receivedFirst(event, lease, { now: this.clock.now(), by: this.leases.owner, received });
  }

  /**
   * Writes a record of `recordOf`. Where it carries a lease, its event is processed as soon as it is stored, even if
   * nobody waits for the answer any more.
   *
   * @throws StoreError as DeadLetterStore.create does.
   */
  create(letter: DeadLetter): Promise<CreateResult> {
    const time = this.leases.beginNow();
    const creating = this.letters.create(letter);
    const job: Promise<void> = creating
      .then(async ({ outcome, stored }) => {
        if (outcome === 'stored' && letter.lease !== null) await this.attempt(stored, time);
      })
      // The caller gets the error. `attempt` never throws, so nothing was processed.
      .catch(() => {})
      .finally(() => {
        this.jobs.delete(job);
        this.length -= lengthOf(letter);
      });
    this.jobs.add(job);
    this.length += lengthOf(letter);
    return creating;
  }

  /** An attempt that has begun is finished before the store is closed. Events that wait are left to the sweep. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.jobs.size > 0) await Promise.all(this.jobs);
  }

  /** Never throws: nobody waits for this promise, and a rejection without a handler would end the process. */
  private async attempt(stored: StoredLetter, time: AttemptTime): Promise<void> {
    const settled = this.ledger.noteReceived(stored.letter);
    try {
      const leave = await this.places.acquire({ signal: this.shutdown.signal }).catch(() => null);
      if (leave === null) return await this.release(stored);
      try {
        // The span of the delivery has ended with its answer.
        await this.tracer.begin('first attempt', { parent: stored.letter.arrivalSpan ?? null }, () =>
          this.engine.attempt(begun(stored, time), this.endOf(stored)),
        );
      } finally {
        leave();
      }
    } catch (error) {
      // The record stays, and is due when its lease has run out.
      const fields = { trace_id: stored.letter.traceId, ...describeError(error) };
      this.log.error('first_attempt_not_settled', fields);
    } finally {
      settled();
    }
  }

  private endOf(stored: StoredLetter): AttemptEnd<void> {
    return {
      // It has waited for too long, or another record of the same event is being retried here.
      notBegun: () => this.release(stored),
      passed: async () => {
        if ((await this.letters.remove(stored)) === 'conflict') this.superseded(stored);
      },
      failed: (failure, report) =>
        // The event was not sent: the sweep tries it when the target has a free place.
        failure.code === 'target_busy' ? this.release(stored) : this.fail(stored, failure, report),
    };
  }

  private async fail(stored: StoredLetter, failure: Failure, report: AttemptReport): Promise<void> {
    if ((await this.leases.fail(stored, failure, report)) === null) this.superseded(stored);
  }

  private async release(stored: StoredLetter): Promise<void> {
    if ((await this.leases.release(stored)) === 'conflict') this.superseded(stored);
  }

  /** Somebody else wrote the record meanwhile (a repair by hand, a take-over). Their version stays. */
  private superseded({ letter }: StoredLetter): void {
    this.log.warn('first_attempt_superseded', { trace_id: letter.traceId });
  }
}

function begun({ letter }: StoredLetter, time: AttemptTime): BegunAttempt {
  return {
    ...time,
    event: letter.event,
    traceId: letter.traceId,
    retryCount: 0,
    corrections: letter.corrections,
    knownSince: letter.firstFailedAt,
    byPerson: false,
    place: 'take',
    refusal: null,
  };
}
