import type { Catalog } from '../catalog/catalog.js';
import { objectKeyOf } from '../catalog/summary.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { RecentEvents, type RecentEventsPolicy } from '../domain/event/recent-events.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { isDecided } from '../domain/letter/decisions.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { wallAhead, type Clock } from '../runtime/clock.js';
import type { IngestOutcome } from './ingest-outcome.js';
import { UnconfirmedWrites } from './unconfirmed-writes.js';

/**
 * A delivery under way; `null`: it has ended. As with OpenAnswer, old tables of the map must not keep what became of it,
 * and the event with that.
 */
interface Delivery {
  outcome: Promise<IngestOutcome> | null;
}

/** Who has an event, as the table of `EventLedger` says. */
export type Holder =
  | { state: 'arriving'; outcome: Promise<IngestOutcome> }
  | { state: 'passed' }
  | { state: 'received'; traceId: string }
  | { state: 'retried'; traceId: string }
  | { state: 'unconfirmed'; letter: DeadLetter }
  | { state: 'recorded' }
  | { state: 'nobody' };

/**
 * Answers one question: who has this event? An event is known by its identity (ADR 16). The first state that fits
 * counts, from the top:
 *
 * | state       | who has the event                                  | begins with        | ends                             |
 * | ----------- | -------------------------------------------------- | ------------------ | -------------------------------- |
 * | arriving    | a delivery that has no outcome yet                 | `deliver`          | with its outcome                 |
 * | passed      | nobody; it was processed here a short while ago    | `notePassed`       | after DEDUPE_WINDOW_MS           |
 * | received    | a record that was stored first and is settled here | `noteReceived`     | when its first attempt is settled |
 * | retried     | an attempt at its dead letter, which runs here     | `begin`            | with the run                     |
 * | unconfirmed | perhaps a record, whose write was not proven       | `noteUnconfirmed`  | `noteStored`, or after DOUBT_MS  |
 * | recorded    | probably a record: the catalog names one           | a write, a listing | when the catalog forgets it      |
 * | nobody      | nobody                                             |                    |                                  |
 *
 * All of it is this replica's knowledge. It is in memory and bounded: by `dedupe.max`, by MAX_UNCONFIRMED, by the catalog,
 * and by what the replica does at once.
 */
export class EventLedger {
  private readonly deliveries = new Map<string, Delivery>();
  /** Trace ids of the records that were stored first. */
  private readonly received = new Map<string, string>();
  /** For each run the trace id of its dead letter; `null`: the event has none, it runs in the webhook. */
  private readonly runs = new Map<string, string | null>();
  private readonly unconfirmed: UnconfirmedWrites;
  private readonly recent: RecentEvents;

  constructor(
    dedupe: RecentEventsPolicy,
    private readonly catalog: Pick<Catalog, 'keptOf' | 'hasSeen'>,
    private readonly letters: Pick<DeadLetterStore, 'read'>,
    private readonly clock: Pick<Clock, 'now' | 'monotonic'>,
  ) {
    this.recent = new RecentEvents(dedupe);
    this.unconfirmed = new UnconfirmedWrites(clock);
  }

  whoHas(event: CxoneEvent): Holder {
    const outcome = this.deliveries.get(event.identity)?.outcome ?? null;
    return outcome === null ? this.whoElseHas(event) : { state: 'arriving', outcome };
  }

  /** The same, asked by the delivery of the event itself. */
  whoElseHas({ identity, suffix }: CxoneEvent): Exclude<Holder, { state: 'arriving' }> {
    if (this.recent.has(identity, this.clock.monotonic())) return { state: 'passed' };
    const received = this.received.get(identity);
    if (received !== undefined) return { state: 'received', traceId: received };
    const retried = this.runs.get(identity);
    if (typeof retried === 'string') return { state: 'retried', traceId: retried };
    const letter = this.unconfirmedOf(identity);
    if (letter !== undefined) return { state: 'unconfirmed', letter };
    return { state: this.catalog.keptOf(suffix).length > 0 ? 'recorded' : 'nobody' };
  }

  /**
   * Reads the records that the catalog names.
   *
   * @returns the oldest unresolved dead letter of the event; else the one that a person decided about: it was discarded,
   *   or it passed as it was corrected; `null`: there is none
   * @throws StoreError where a record that may be there could not be read.
   */
  async readRecordOf({ suffix, identity }: CxoneEvent): Promise<DeadLetter | null> {
    let decided: DeadLetter | null = null;
    for (const summary of this.catalog.keptOf(suffix)) {
      const read = await this.letters.read(objectKeyOf(summary));
      if (read.outcome !== 'found' || read.decoded.kind !== 'record') continue;
      const { letter } = read.decoded;
      // The content decides, not the name: another event can share the suffix, and a repair by hand can put another
      // event into the record.
      if (letter.event.identity !== identity) continue;
      if (isUnresolved(letter.status)) return letter;
      if (isDecided(letter)) decided = letter;
    }
    return decided;
  }

  /** A delivery of the event has begun. @param outcome what becomes of it; the state ends with this promise */
  deliver({ identity }: CxoneEvent, outcome: Promise<IngestOutcome>): Promise<IngestOutcome> {
    const delivery: Delivery = { outcome: null };
    const ended = outcome.finally(() => {
      this.deliveries.delete(identity);
      delivery.outcome = null;
    });
    delivery.outcome = ended;
    this.deliveries.set(identity, delivery);
    return ended;
  }

  /** A record is stored, and its first attempt is to follow here. @returns ends the state */
  noteReceived({ event: { identity }, traceId }: DeadLetter): () => void {
    this.received.set(identity, traceId);
    return () => this.received.delete(identity);
  }

  /**
   * A run of the event begins, unless one is under way: a replica never runs an event twice at once.
   *
   * @param traceId of its dead letter; `null`: it has none
   * @returns ends the state; `null`: another run is under way
   */
  begin({ identity }: CxoneEvent, traceId: string | null): (() => void) | null {
    if (this.runs.has(identity)) return null;
    this.runs.set(identity, traceId);
    return () => this.runs.delete(identity);
  }

  /** A run of the event has succeeded. */
  notePassed({ identity }: CxoneEvent): void {
    this.recent.note(identity, this.clock.monotonic());
    this.unconfirmed.forget(identity);
  }

  /**
   * Nobody knows whether this record was written. A redelivery writes it again, under the same trace id.
   *
   * @param toldAhead how far our wall clock was ahead (`wallAhead`) when the record's times were told by it
   */
  noteUnconfirmed(letter: DeadLetter, toldAhead = wallAhead(this.clock)): void {
    this.unconfirmed.remember(letter, toldAhead);
  }

  /** The record of the event is in the store for certain. */
  noteStored({ identity }: CxoneEvent): void {
    this.unconfirmed.forget(identity);
  }

  private unconfirmedOf(identity: string): DeadLetter | undefined {
    const letter = this.unconfirmed.find(identity);
    if (letter === undefined || !this.catalog.hasSeen(keyOfTraceId(letter.traceId))) return letter;
    // The record was seen in the store, so the doubt is over: the record is there, or its event is done.
    this.unconfirmed.forget(identity);
    return undefined;
  }
}
