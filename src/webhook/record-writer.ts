import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { EventLedger } from '../ledger/event-ledger.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import { wallAhead, type Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { Tracer } from '../runtime/tracer.js';
import { StoreError } from '../store/store-error.js';
import { StoreFirstService } from './store-first.service.js';

/** Writes the record of a delivered event, in time for the answer. */
export class RecordWriter {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly storeFirst: StoreFirstService,
    private readonly ledger: EventLedger,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly tracer: Pick<Tracer, 'current'>,
  ) {}

  /**
   * A record with the status `received` is written by `StoreFirstService`, which processes its event next.
   *
   * @param arrived its times are by our clock as it is now
   * @param answerBy when the answer is due, by the monotonic clock. A write that is not confirmed by then goes on, and
   *   its outcome is `unconfirmed`
   */
  async write(arrived: DeadLetter, answerBy: number): Promise<IngestOutcome> {
    const letter = this.withSpan(arrived);
    const left = Math.max(0, answerBy - this.clock.monotonic());
    const isReceived = letter.status === 'received';
    const toldAhead = wallAhead(this.clock);
    try {
      const { outcome, stored } = await withDeadline(this.clock, left, () =>
        isReceived ? this.storeFirst.create(letter) : this.letters.create(letter),
      );
      const { traceId } = stored.letter;
      this.ledger.noteStored(letter.event);
      if (isReceived) return { kind: 'received', traceId };
      if (outcome === 'exists') this.log.info('dead_letter_joined', { trace_id: traceId });
      return { kind: 'dead_lettered', traceId };
    } catch (error) {
      const outcome = outcomeWithoutStore(error);
      const unknown = !(error instanceof StoreError) || error.outcomeUnknown;
      if (unknown) this.ledger.noteUnconfirmed(letter, toldAhead);
      const fields = { trace_id: letter.traceId, outcome_unknown: unknown, ...describeError(error) };
      this.log.error('dead_letter_not_stored', fields);
      return outcome;
    }
  }

  /** The record of an unconfirmed write keeps the span of the delivery that made it. */
  private withSpan(letter: DeadLetter): DeadLetter {
    const span = this.tracer.current();
    if (span === null || letter.arrivalSpan !== undefined) return letter;
    return { ...letter, arrivalSpan: { ...span, traceState: '' } };
  }
}

/**
 * The outcome of a delivery where the store gave no usable answer in time.
 *
 * @throws `error` where neither the store nor the time caused it
 */
export function outcomeWithoutStore(error: unknown): IngestOutcome {
  if (error instanceof StoreError && error.overloaded) return { kind: 'overloaded' };
  if (error instanceof StoreError || error instanceof DeadlineExceeded) return { kind: 'unconfirmed' };
  throw error;
}
