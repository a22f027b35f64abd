import type { Config } from '../config/config.js';
import type { CxoneEvent } from '../domain/event/event.js';
import type { Received } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import { EventLedger, type Holder } from '../ledger/event-ledger.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import type { DuplicateKind } from '../runtime/fact-types.js';
import { describeError, type Log } from '../runtime/logger.js';
import { FirstAttempts } from './first-attempts.js';
import type { IngestTimes } from './ingest-times.js';
import { ReceivedEvents } from './received-events.js';
import { outcomeWithoutStore, RecordWriter } from './record-writer.js';
import { StoreFirstService } from './store-first.service.js';

/**
 * Takes an event in, in time for the answer. Where the ledger says that nobody has the event, it is attempted, or
 * stored first.
 */
export class IngestService {
  constructor(
    private readonly ledger: EventLedger,
    private readonly attempts: FirstAttempts,
    private readonly records: RecordWriter,
    private readonly storeFirst: StoreFirstService,
    private readonly received: ReceivedEvents,
    private readonly config: Pick<Config, 'webhook'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The times of an answer to a request that arrives now. */
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

  /** Processes the event, or stores it first. A delivery of the same event in the meantime gets the same outcome. */
  ingest(event: CxoneEvent, received: Received, times = this.timesFromNow()): Promise<IngestOutcome> {
    return this.once(event, times, () =>
      this.config.webhook.mode === 'store-first'
        ? this.records.write(this.storeFirst.recordOf(event, received), times.answerBy)
        : this.attempts.attempt(event, received, times),
    );
  }

  /** Stores an event that cannot be processed at all, for the reason in `failure`. */
  refuse(
    event: CxoneEvent,
    failure: Failure,
    received: Received,
    times = this.timesFromNow(),
  ): Promise<IngestOutcome> {
    return this.once(event, times, () => this.attempts.refuse(event, failure, received, times));
  }

  private async once(
    event: CxoneEvent,
    times: IngestTimes,
    work: () => Promise<IngestOutcome>,
  ): Promise<IngestOutcome> {
    const holder = this.ledger.whoHas(event);
    const isArriving = holder.state === 'arriving';
    try {
      const outcome = await (isArriving
        ? holder.outcome
        : this.ledger.deliver(event, this.takeIn(event, holder, times, work)));
      this.received.ended(outcome, times.begunAt, isArriving ? 'in_flight' : knownAs(outcome));
      return outcome;
    } catch (error) {
      this.received.failed(times.begunAt);
      throw error;
    }
  }

  private async takeIn(
    event: CxoneEvent,
    holder: Holder,
    { answerBy }: IngestTimes,
    work: () => Promise<IngestOutcome>,
  ): Promise<IngestOutcome> {
    if (holder.state === 'unconfirmed') return this.records.write(holder.letter, answerBy);
    if (holder.state !== 'recorded') return this.duplicateOf(holder) ?? work();
    const recorded = await this.outcomeOfRecord(event, answerBy);
    // During the read of the store, the event may have been processed here, or its retry may have begun.
    return recorded ?? this.duplicateOf(this.ledger.whoElseHas(event)) ?? work();
  }

  /**
   * The outcome of a delivery whose event this replica has already kept; `null`: unknown without a read of the store.
   */
  private duplicateOf(holder: Holder): IngestOutcome | null {
    switch (holder.state) {
      case 'passed':
        return { kind: 'processed', duplicate: true };
      case 'received':
        return { kind: 'received', traceId: holder.traceId, duplicate: true };
      case 'retried':
        // Its dead letter is in the store, under a lease.
        return { kind: 'dead_lettered', traceId: holder.traceId, duplicate: true };
      default:
        return null;
    }
  }

  /**
   * The outcome of a delivery whose event has a record in the catalog; `null`: that record no longer exists. Where the
   * store gives no answer, the event is not attempted, because its record may be retried elsewhere now.
   */
  private async outcomeOfRecord(event: CxoneEvent, answerBy: number): Promise<IngestOutcome | null> {
    const left = Math.max(0, answerBy - this.clock.monotonic());
    try {
      const letter = await withDeadline(this.clock, left, () => this.ledger.readRecordOf(event));
      if (letter === null) return null;
      if (letter.status === 'resolved') return { kind: 'processed', duplicate: true };
      const kind = letter.status === 'received' ? 'received' : 'dead_lettered';
      return { kind, traceId: letter.traceId, duplicate: true };
    } catch (error) {
      const outcome = outcomeWithoutStore(error);
      this.log.error('redelivery_not_confirmed', describeError(error));
      return outcome;
    }
  }
}

/** How the event of an outcome was known; `null`: it was not. */
function knownAs(outcome: IngestOutcome): DuplicateKind | null {
  return 'duplicate' in outcome && outcome.duplicate ? outcome.kind : null;
}
