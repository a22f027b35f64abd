import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';
import type { Received } from '../domain/letter/dead-letter.js';
import { unrecognised } from '../domain/letter/failure.js';
import type { Normalised } from '../domain/event/normalise.js';
import { forEachAtMost } from '../runtime/for-each.js';
import type { Span, SpanAttributes, Tracer } from '../runtime/tracer.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import type { IngestTimes } from './ingest-times.js';
import { SchemaService } from '../processing/schemas/schema.service.js';
import { IngestService } from './ingest.service.js';

/** The outcome of one event of a delivery. */
export interface Delivered {
  /** The part that callers may see. */
  eventId: string;
  outcome: IngestOutcome;
}

/** Takes in the events of one request: each by itself, all within the time of one answer. */
export class DeliveryService {
  constructor(
    private readonly ingest: IngestService,
    private readonly schemas: Pick<SchemaService, 'versioned'>,
    private readonly config: Pick<Config, 'webhook' | 'masking'>,
    private readonly tracer: Tracer,
  ) {}

  /** The times of an answer to a request that arrives now. */
  timesFromNow(): IngestTimes {
    return this.ingest.timesFromNow();
  }

  /**
   * @param headers of the request, one of which may name the events' schema version
   * @param times of the answer, counted from the arrival of the body
   * @returns the outcome of each event, in the order of the delivery
   */
  async take(
    events: readonly Normalised[],
    received: Received,
    headers: IncomingHttpHeaders,
    times: IngestTimes,
  ): Promise<Delivered[]> {
    const isBatch = events.length > 1;
    const deliver = async (item: Normalised): Promise<Delivered> => {
      const { raw } = item;
      const event = this.schemas.versioned(item.event, headers);
      const of = raw === null ? received : { ...received, rawBody: raw };
      const outcome = await this.traced(isBatch, () =>
        item.kind === 'event'
          ? this.ingest.ingest(event, of, times)
          : this.ingest.refuse(event, unrecognised(item.problems), of, times),
      );
      return { eventId: this.config.masking.eventIdOf(event), outcome };
    };
    // Nearly every delivery is a single event, for which a loop costs several promises.
    if (!isBatch) return Promise.all(events.map(deliver));
    const delivered: Delivered[] = [];
    await forEachAtMost(this.config.webhook.batchConcurrency, events.entries(), async ([index, item]) => {
      delivered[index] = await deliver(item);
    });
    return delivered;
  }

  /** The events of a batch have a trace each, since one that fails lives on alone. */
  private traced(inBatch: boolean, ingest: () => Promise<IngestOutcome>): Promise<IngestOutcome> {
    const work = async (span: Span): Promise<IngestOutcome> => {
      const outcome = await ingest();
      span.set({ 'cxone_dlq.outcome': outcome.kind, ...traceIdOf(outcome) });
      return outcome;
    };
    if (!inBatch) return this.tracer.within('event', {}, work);
    const delivery = this.tracer.current();
    return this.tracer.begin('event', { links: delivery === null ? [] : [delivery] }, work);
  }
}

function traceIdOf(outcome: IngestOutcome): SpanAttributes {
  return 'traceId' in outcome ? { 'cxone_dlq.trace_id': outcome.traceId } : {};
}
