import type { Delivery } from './delivery.js';
import type { Evidence, LogFact } from './evidence.js';
import { groupBy } from './group-by.js';
import type { Incident } from './replica.js';
import { identityOf, type Handover } from './sender.js';
import { STORE_CALL_TIMEOUT_MS } from './settings.js';

/**
 * Why an event was delivered again, or twice at once, where that is no defect.
 * `kill`, `stop`: of the replica that delivered. `store`: the store did not confirm the end of an attempt.
 * `cut off`: the answer came when the attempt's time was over. `taken in twice`: nobody knew whether a replica had
 * taken the event in, so another one took it in once more.
 */
export type Cause = 'kill' | 'stop' | 'store' | 'cut off' | 'taken in twice';

/** Why nobody knows whether a replica has taken an event in. `late`: it did not answer in time. */
export type Doubt = Incident['kind'] | 'store' | 'late';

/** For timers and signals on a machine that is busy. */
const SLACK_MS = 1_000;

/** After its answer an attempt is settled within this. */
const SETTLING_MS = STORE_CALL_TIMEOUT_MS + SLACK_MS;

/** How a replica's log says that an attempt has ended. */
const SETTLINGS = new Set(['retry_processed', 'retry_failed', 'retry_superseded', 'retry_not_settled']);

/** Finds causes in the evidence. */
export class Causes {
  readonly #deliveries: ReadonlyMap<string, Delivery[]>;
  readonly #doubtful: ReadonlyMap<string, Handover[]>;
  readonly #doubled: ReadonlySet<string>;
  readonly #facts: ReadonlyMap<string, LogFact[]>;
  readonly #incidents: ReadonlyMap<string, Incident[]>;

  constructor({ sent, deliveries, handovers, incidents, logs, records }: Evidence) {
    this.#deliveries = groupBy(deliveries, ({ eventId }) => eventId);
    this.#incidents = groupBy(incidents, ({ by }) => by);
    const doubtful = handovers.filter((handover) => this.ofDoubt(handover) !== undefined);
    this.#doubtful = groupBy(doubtful, ({ eventId }) => eventId);
    const events = new Map(sent.map((event) => [identityOf(event), event.event_id]));
    const eventIn = (traceId: string) => events.get(traceId.slice(-32)) ?? '';
    this.#facts = groupBy(logs, ({ traceId }) => eventIn(traceId));
    const traceIds = [...handovers, ...logs, ...records].flatMap(({ traceId }) => traceId ?? []);
    const byEvent = [...groupBy(new Set(traceIds), eventIn)];
    this.#doubled = new Set(byEvent.filter(([, ids]) => ids.length > 1).map(([eventId]) => eventId));
  }

  /** Events that have had two records at some time. */
  get doubled(): readonly string[] {
    return [...this.#doubled];
  }

  /** Those of them of which no handover was in doubt. */
  get doubledWithoutNeed(): readonly string[] {
    return this.doubled.filter((eventId) => !this.#doubtful.has(eventId));
  }

  /** Why two deliveries of one event, the earlier first, were open at once. */
  ofOverlap(first: Delivery, second: Delivery): Cause | undefined {
    const from = second.begin;
    if (this.#happened('stop', first.by, first.begin - SLACK_MS, from) || this.#woken(second)) return 'stop';
    // The replica was gone, and the target had not noticed yet.
    if (first.how === 'abandoned' && this.#happened('kill', first.by, first.begin, from)) return 'kill';
    return this.#ofTakenInTwice(first, second);
  }

  /** Why an event was delivered once more after `success`. */
  ofRepeat(success: Delivery, later: Delivery): Cause | undefined {
    if (this.#woken(later)) return 'stop';
    return this.#ofUnsettled(success, later.begin) ?? this.#ofTakenInTwice(success, later);
  }

  /** Undefined for a handover that was answered for certain, or not made at all. */
  ofDoubt({ answer, by, begin, end }: Handover): Doubt | undefined {
    if (answer === 'unreached') return undefined;
    if (answer !== 'lost') return answer < 500 ? undefined : 'store';
    const kinds = ['kill', 'stop', 'term'] as const;
    return kinds.find((kind) => this.#happened(kind, by, begin, end + SLACK_MS)) ?? 'late';
  }

  /** Why the record was still there at `until` though its event was delivered. */
  #ofUnsettled({ eventId, by, begin, end }: Delivery, until: number): Cause | undefined {
    const settled = this.#settled(eventId, by, begin, until);
    // Once it says that the record is gone, nothing that befalls the replica excuses the next delivery.
    if (settled?.event === 'retry_processed') return undefined;
    if (settled === undefined && this.#happened('kill', by, begin, until)) return 'kill';
    if (this.#happened('stop', by, begin - SLACK_MS, end + SETTLING_MS)) return 'stop';
    if (settled?.event === 'retry_not_settled') return 'store';
    if (settled?.errorCode === 'processing_timeout') return 'cut off';
    // The request was on its way when the attempt was cut off, and the target read it late.
    const before = this.#settled(eventId, by, begin - SLACK_MS, begin);
    return settled === undefined && before?.errorCode === 'processing_timeout' ? 'cut off' : undefined;
  }

  #settled(eventId: string, by: string, from: number, to: number): LogFact | undefined {
    const facts = this.#facts.get(eventId) ?? [];
    return facts.find((one) => one.by === by && one.at >= from && one.at <= to && SETTLINGS.has(one.event));
  }

  /** There were two records, or one of the two deliveries was made without any, by a replica that was in doubt. */
  #ofTakenInTwice(first: Delivery, second: Delivery): Cause | undefined {
    const doubtful = this.#doubtful.get(first.eventId) ?? [];
    if (doubtful.length === 0) return undefined;
    const apart = second.begin >= first.end;
    const twice =
      this.#doubled.has(first.eventId) ||
      this.#isPartOf(doubtful, first, apart ? this.#ownUntil(first, second) : first.end + SETTLING_MS) ||
      this.#isPartOf(doubtful, second, second.end + SETTLING_MS);
    return twice ? 'taken in twice' : undefined;
  }

  /** Until when what the replica of `first` settles is `first`: a later delivery of the same replica settles for itself. */
  #ownUntil({ eventId, by, begin }: Delivery, second: Delivery): number {
    const later = (this.#deliveries.get(eventId) ?? []).filter((one) => one.by === by && one.begin > begin);
    return Math.min(second.begin, ...later.map((one) => one.begin));
  }

  /** Whether the delivery was made while the event was taken in: then no attempt on a record ended until then. */
  #isPartOf(handovers: readonly Handover[], { eventId, by, begin }: Delivery, until: number): boolean {
    // A replica that stood still, or has much to do, reads late what was sent to it.
    const sent = handovers.some((handover) => handover.by === by && handover.begin <= begin);
    return sent && this.#settled(eventId, by, begin, until) === undefined;
  }

  /** Whether the replica began the delivery just after it had stood still, under a claim that is older. */
  #woken({ by, begin }: Delivery): boolean {
    return this.#happened('stop', by, begin - SLACK_MS, begin);
  }

  #happened(kind: Incident['kind'], by: string, from: number, to: number): boolean {
    const incidents = this.#incidents.get(by) ?? [];
    return incidents.some((one) => one.kind === kind && one.from <= to && one.to >= from);
  }
}
