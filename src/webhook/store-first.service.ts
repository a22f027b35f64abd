import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore, type CreateResult, type Held } from '../dlq/dead-letter.store.js';
import { lengthOf, type DeadLetter, type Received } from '../domain/letter/dead-letter.js';
import type { CxoneEvent } from '../domain/event/event.js';
import type { Failure } from '../domain/letter/failure.js';
import { attemptFailed, receivedFirst, released } from '../domain/letter/lifecycle.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, RANDOM, REPLICA, type NewId, type Random } from '../runtime/runtime.module.js';
import { Shutdown } from '../runtime/shutdown.js';
import { Semaphore } from '../runtime/semaphore.js';

/** When an attempt began: milliseconds since the epoch, and by the monotonic clock. */
interface Begun {
  startedAt: number;
  begunAt: number;
}

/**
 * Events that are stored first and processed right after their answer. The write that creates the record carries the
 * lease, so no sweep races the first attempt; ended at any point, the record is due when its lease has run out.
 */
@Injectable()
export class StoreFirstService implements BeforeApplicationShutdown {
  private readonly slots: Semaphore;
  private readonly jobs = new Set<Promise<void>>();
  /** Characters of their events. */
  private length = 0;
  /** Trace ids of the records that are stored and in our hands, by the event's identity. */
  private readonly held = new Map<string, string>();

  constructor(
    private readonly processing: ProcessingService,
    private readonly letters: DeadLetterStore,
    private readonly shutdown: Shutdown,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(NEW_ID) private readonly newId: NewId,
    @Inject(REPLICA) private readonly replica: string,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.slots = new Semaphore(config.webhook.concurrency);
  }

  /** What is under way or waits for its turn. */
  get underWay(): number {
    return this.jobs.size;
  }

  /** The record of an event that is stored and about to be processed here, or is being processed. */
  heldRecordOf(identity: string): string | undefined {
    return this.held.get(identity);
  }

  /**
   * The record of an event that arrives now. It carries our lease, unless there is too much to do here or the service
   * stops: then it is due at once, and the sweep of any replica takes it.
   */
  recordOf(event: CxoneEvent, received: Received): DeadLetter {
    const { concurrency, maxWaiting, maxBytesInFlight } = this.config.webhook;
    const { attemptTimeoutMs, leaseMarginMs } = this.config.retry;
    const fits = this.jobs.size < concurrency + maxWaiting && this.length < maxBytesInFlight;
    const takesMore = fits && !this.shutdown.signal.aborted;
    const lease = { claimId: this.newId(), owner: this.replica, ttlMs: attemptTimeoutMs + leaseMarginMs };
    return receivedFirst(event, takesMore ? lease : null, {
      now: this.clock.now(),
      by: this.replica,
      received,
    });
  }

  /**
   * Writes a record of `recordOf`. Where that is ours, its event is processed as soon as it is stored, whether or not
   * anybody still waits for the answer.
   *
   * @throws StoreError as DeadLetterStore.create does.
   */
  create(letter: DeadLetter): Promise<CreateResult> {
    // Before the write is sent: the lease must outlive the attempt by its whole margin.
    const begun = { startedAt: this.clock.now(), begunAt: this.clock.monotonic() };
    const creating = this.letters.create(letter);
    const job: Promise<void> = creating
      .then(async (result) => {
        if (result.outcome === 'stored' && letter.lease !== null) await this.attempt(result.held, begun);
      })
      // Whoever asked for the write is told; nothing of it is left to do here. `attempt` never throws.
      .catch(() => {})
      .finally(() => {
        this.jobs.delete(job);
        this.length -= lengthOf(letter);
      });
    this.jobs.add(job);
    this.length += lengthOf(letter);
    return creating;
  }

  /** What has begun is finished before the store is closed; what waits is left to the sweep. */
  async beforeApplicationShutdown(): Promise<void> {
    while (this.jobs.size > 0) await Promise.all(this.jobs);
  }

  /** Never throws. */
  private async attempt(held: Held, begun: Begun): Promise<void> {
    const { identity } = held.letter.event;
    this.held.set(identity, held.letter.traceId);
    try {
      const leave = await this.slots.acquire({ signal: this.shutdown.signal }).catch(() => null);
      if (leave === null) return await this.release(held);
      try {
        await this.process(held, begun);
      } finally {
        leave();
      }
    } catch (error) {
      // Whatever it is, the record stands, and is due when its lease has run out. Nobody waits for this promise: an
      // error let out of here would end the process.
      const fields = { trace_id: held.letter.traceId, error: describeError(error) };
      this.log.error('first_attempt_not_settled', fields);
    } finally {
      this.held.delete(identity);
    }
  }

  private async process(held: Held, begun: Begun): Promise<void> {
    const { event, traceId } = held.letter;
    const timeoutMs = begun.begunAt + this.config.retry.attemptTimeoutMs - this.clock.monotonic();
    // No time left: it has waited too long. Under way: it is kept twice, and the other record is being retried here.
    if (timeoutMs <= 0 || this.processing.underWay(event.identity) !== undefined) return this.release(held);
    const { processor, failure } = await this.processing.process(event, {
      retryCount: 0,
      traceId,
      knownSince: held.letter.firstFailedAt,
      byPerson: false,
      timeoutMs,
      place: 'take',
    });
    // It was not sent: the sweep tries it when there is a place.
    if (failure?.code === 'target_busy') return this.release(held);
    if (failure !== null) return this.settleFailure(held, failure, { ...begun, processor });
    if ((await this.letters.remove(held)) === 'conflict') this.superseded(held);
  }

  private async settleFailure(
    held: Held,
    failure: Failure,
    report: Begun & { processor: string | null },
  ): Promise<void> {
    const durationMs = this.clock.monotonic() - report.begunAt;
    const next = attemptFailed(
      held.letter,
      failure,
      { ...report, durationMs },
      {
        now: this.clock.now(),
        random: this.random(),
        policy: this.config.retry,
      },
    );
    if ((await this.letters.replace(held, next)).outcome === 'conflict') return this.superseded(held);
    const { traceId, errorCode, status } = next;
    this.log.warn('dead_lettered', { trace_id: traceId, error_code: errorCode, status });
  }

  private async release(held: Held): Promise<void> {
    if ((await this.letters.replace(held, released(held.letter))).outcome === 'conflict')
      this.superseded(held);
  }

  /** Somebody wrote the record while we held it (a repair by hand, a take-over): it stands as they left it. */
  private superseded({ letter }: Held): void {
    this.log.warn('first_attempt_superseded', { trace_id: letter.traceId });
  }
}
