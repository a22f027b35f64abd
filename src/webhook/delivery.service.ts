import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';
import type { Received } from '../domain/letter/dead-letter.js';
import { unrecognised } from '../domain/letter/failure.js';
import type { Normalised } from '../domain/event/normalise.js';
import { forEachAtMost } from '../runtime/for-each.js';
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
    const delivered: Delivered[] = [];
    await forEachAtMost(this.config.webhook.batchConcurrency, events.entries(), async ([index, item]) => {
      const { raw } = item;
      const event = this.schemas.versioned(item.event, headers);
      const of = raw === null ? received : { ...received, rawBody: raw };
      const outcome =
        item.kind === 'event'
          ? await this.ingest.ingest(event, of, times)
          : await this.ingest.refuse(event, unrecognised(item.problems), of, times);
      delivered[index] = { eventId: this.config.masking.eventIdOf(event), outcome };
    });
    return delivered;
  }
}
