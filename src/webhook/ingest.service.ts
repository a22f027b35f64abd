import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { StoreError } from '../store/store-error.js';
import type { DeadLetter, Received } from '../domain/letter/dead-letter.js';
import type { CxoneEvent } from '../domain/event/event.js';
import type { Failure } from '../domain/letter/failure.js';
import { firstFailure } from '../domain/letter/lifecycle.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { RANDOM, REPLICA, type Random } from '../runtime/runtime.module.js';
import { IngestCounts, type DuplicateKind } from './ingest-counts.js';
import type { IngestOutcome, IngestTimes } from './ingest-outcome.js';
import { KnownDeadLetters } from './known-dead-letters.js';
import { StoreFirstService } from './store-first.service.js';
import { UnconfirmedWrites } from './unconfirmed-writes.js';

/** Takes an event in: processes it, and keeps it as a dead letter when that fails. Always in time to answer. */
@Injectable()
export class IngestService {
  readonly counts = new IngestCounts();
  private readonly inFlight = new Map<string, Promise<IngestOutcome>>();
  private readonly unconfirmed: UnconfirmedWrites;

  constructor(
    private readonly processing: ProcessingService,
    private readonly letters: DeadLetterStore,
    private readonly known: KnownDeadLetters,
    private readonly storeFirst: StoreFirstService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(REPLICA) private readonly replica: string,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.unconfirmed = new UnconfirmedWrites(() => clock.monotonic());
  }

  /** The times of an answer to what arrives now. */
  timesFromNow(): IngestTimes {
    const { processingTimeoutMs, answerTimeoutMs } = this.config.webhook;
    const begunAt = this.clock.monotonic();
    return {
      startedAt: this.clock.now(),
      begunAt,
      processBy: begunAt + processingTimeoutMs,
      answerBy: begunAt + answerTimeoutMs,
    };
  }

  /** The same event again while it is being processed shares that run and its outcome. */
  ingest(event: CxoneEvent, received: Received, times = this.timesFromNow()): Promise<IngestOutcome> {
    return this.once(event, times, () => this.process(event, received, times));
  }

  /** Keeps what cannot be processed at all, for the reason in `failure`. */
  refuse(
    event: CxoneEvent,
    failure: Failure,
    received: Received,
    times = this.timesFromNow(),
  ): Promise<IngestOutcome> {
    return this.once(event, times, async () =>
      this.keep(this.deadLetter(event, failure, { ...times, processor: null, received }), times),
    );
  }

  private once(
    event: CxoneEvent,
    times: IngestTimes,
    work: () => Promise<IngestOutcome>,
  ): Promise<IngestOutcome> {
    const { identity } = event;
    const running = this.inFlight.get(identity);
    if (running) this.counts.countDuplicate('in_flight');
    const run = running ?? this.run(event, times, work).finally(() => this.inFlight.delete(identity));
    this.inFlight.set(identity, run);
    return run.then((outcome) => {
      this.counts.countOutcome(outcome);
      return outcome;
    });
  }

  private async run(
    event: CxoneEvent,
    times: IngestTimes,
    work: () => Promise<IngestOutcome>,
  ): Promise<IngestOutcome> {
    const { identity } = event;
    const dealtWith = this.dealtWithHere(identity);
    if (dealtWith) return dealtWith;
    const doubtful = this.unconfirmed.find(identity);
    // Seen in the store it is no doubt any more: the record is there, or its event is done.
    if (doubtful && this.known.wasSeen(doubtful)) this.unconfirmed.forget(identity);
    else if (doubtful) return this.keep(doubtful, times);
    // While the store was asked, the event may have been dealt with here.
    if (this.known.mayKnow(event)) {
      return (await this.deadLettered(event, times)) ?? this.dealtWithHere(identity) ?? work();
    }
    return work();
  }

  /** What this replica knows without asking: the event has passed, or is being retried. */
  private dealtWithHere(identity: string): IngestOutcome | null {
    if (this.processing.hasPassed(identity)) {
      this.unconfirmed.forget(identity);
      return this.duplicate('processed', { kind: 'processed', duplicate: true });
    }
    const first = this.storeFirst.heldRecordOf(identity);
    if (first !== undefined) {
      return this.duplicate('received', { kind: 'received', traceId: first, duplicate: true });
    }
    // Its record is there, and being retried here under a lease: it is safe.
    const traceId = this.processing.underWay(identity);
    if (typeof traceId !== 'string') return null;
    return this.duplicate('dead_lettered', { kind: 'dead_lettered', traceId, duplicate: true });
  }

  /**
   * What the store says of an event that the catalog knows as dead-lettered; `null`: nothing is there any more. Where
   * it does not say, the event is safe or has passed, but neither can be acknowledged.
   */
  private async deadLettered(event: CxoneEvent, { answerBy }: IngestTimes): Promise<IngestOutcome | null> {
    const left = Math.max(0, answerBy - this.clock.monotonic());
    try {
      const letter = await withDeadline(this.clock, left, () => this.known.find(event));
      if (letter === null) return null;
      const kind = letter.status === 'received' ? 'received' : 'dead_lettered';
      return this.duplicate(kind, { kind, traceId: letter.traceId, duplicate: true });
    } catch (error) {
      if (!(error instanceof StoreError) && !(error instanceof DeadlineExceeded)) throw error;
      this.log.error('redelivery_not_confirmed', { error: describeError(error) });
      return error instanceof StoreError && error.overloaded
        ? { kind: 'overloaded' }
        : { kind: 'unconfirmed' };
    }
  }

  private duplicate(kind: DuplicateKind, outcome: IngestOutcome): IngestOutcome {
    this.counts.countDuplicate(kind);
    this.log.debug('duplicate_delivery', {
      kind,
      trace_id: 'traceId' in outcome ? outcome.traceId : undefined,
    });
    return outcome;
  }

  private async process(event: CxoneEvent, received: Received, times: IngestTimes): Promise<IngestOutcome> {
    if (this.config.webhook.mode === 'store-first') {
      return this.keep(this.storeFirst.recordOf(event, received), times);
    }
    const timeoutMs = times.processBy - this.clock.monotonic();
    const { processor, failure } =
      timeoutMs > 0
        ? await this.processing.process(event, {
            retryCount: 0,
            traceId: null,
            knownSince: this.clock.now(),
            byPerson: false,
            timeoutMs,
            place: 'take',
          })
        : { processor: null, failure: notBegun(this.config.webhook.processingTimeoutMs) };
    if (failure === null) return { kind: 'processed' };
    return this.keep(this.deadLetter(event, failure, { ...times, processor, received }), times);
  }

  private deadLetter(
    event: CxoneEvent,
    failure: Failure,
    report: { startedAt: number; begunAt: number; processor: string | null; received: Received },
  ): DeadLetter {
    return firstFailure(
      event,
      failure,
      { ...report, by: this.replica, durationMs: this.clock.monotonic() - report.begunAt },
      {
        now: this.clock.now(),
        random: this.random(),
        policy: this.config.retry,
      },
    );
  }

  /** Writes the record, and answers in time whether or not the store has. */
  private async keep(letter: DeadLetter, { answerBy }: IngestTimes): Promise<IngestOutcome> {
    const isFirst = letter.status === 'received';
    const left = answerBy - this.clock.monotonic();
    try {
      const create = () => (isFirst ? this.storeFirst.create(letter) : this.letters.create(letter));
      const { outcome, held } = await withDeadline(this.clock, Math.max(0, left), create);
      const { traceId } = held.letter;
      this.unconfirmed.forget(letter.event.identity);
      if (isFirst) return { kind: 'received', traceId };
      this.log.warn('dead_lettered', {
        trace_id: traceId,
        error_code: letter.errorCode,
        status: letter.status,
        joined: outcome === 'exists',
      });
      return { kind: 'dead_lettered', traceId };
    } catch (error) {
      if (!(error instanceof StoreError) && !(error instanceof DeadlineExceeded)) throw error;
      const unknown = error instanceof DeadlineExceeded || error.outcomeUnknown;
      if (unknown) this.unconfirmed.remember(letter);
      const fields = { trace_id: letter.traceId, outcome_unknown: unknown, error: describeError(error) };
      this.log.error('dead_letter_not_stored', fields);
      const overloaded = error instanceof StoreError && error.overloaded;
      return overloaded ? { kind: 'overloaded' } : { kind: 'unconfirmed' };
    }
  }
}

/** One of many events of a batch whose time was over before its turn came. */
function notBegun(ms: number): Failure {
  return { code: 'processing_timeout', reason: `not begun within ${ms} ms`, retryable: true };
}
