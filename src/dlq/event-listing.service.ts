import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter, Status } from '../domain/dead-letter.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { DeadLetterListing, type ListedKey } from './dead-letter.listing.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { mapInOrder } from './in-order.js';

/** Records read at once for one page. */
const READ_CONCURRENCY = 32;

/** A page that filters ends here, with what it has found and a token to go on from. */
export const MAX_RECORDS_SCANNED = 2_000;
export const MAX_SCAN_MS = 10_000;

export type ListedStatus = Status | 'corrupt' | 'foreign';

export interface ListedEvent {
  key: string;
  traceId: string | null;
  status: ListedStatus;
  /** `null` where the object cannot be read as a dead letter; `reason` says why. */
  letter: DeadLetter | null;
  reason: string | null;
  /** Put there with another tool than this service, such as a repair. */
  byHand: boolean;
}

export interface EventQuery {
  limit: number;
  order: 'asc' | 'desc';
  after?: string | undefined;
  status?: ListedStatus | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export interface EventPage {
  items: ListedEvent[];
  /** The key to continue after; `null`: there is no more. */
  continueAfter: string | null;
}

/** Pages of what lies under `dlq/`, each record read from the store. */
@Injectable()
export class EventListingService {
  constructor(
    private readonly listing: DeadLetterListing,
    private readonly letters: DeadLetterStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws StoreError when the store gives no usable answer. */
  async page(query: EventQuery): Promise<EventPage> {
    const startedAt = this.clock.now();
    const items: ListedEvent[] = [];
    let scanned = 0;
    let last: string | null = null;
    const keys = this.listing.keys(query);
    for await (const { key, listed } of mapInOrder(keys, Math.min(READ_CONCURRENCY, query.limit + 1), (k) =>
      this.read(k),
    )) {
      // One more than the page holds is looked at, so that a last page says that it is the last.
      const full = items.length >= query.limit;
      if (full || scanned >= MAX_RECORDS_SCANNED || this.clock.now() - startedAt > MAX_SCAN_MS) {
        return { items, continueAfter: last };
      }
      scanned++;
      last = key;
      if (listed && (query.status === undefined || listed.status === query.status)) items.push(listed);
    }
    return { items, continueAfter: null };
  }

  private async read({ key, traceId }: ListedKey): Promise<{ key: string; listed: ListedEvent | null }> {
    if (traceId === null) {
      const reason = 'its name is not that of a dead letter';
      return { key, listed: { key, traceId, status: 'foreign', letter: null, reason, byHand: true } };
    }
    const read = await this.letters.read(key);
    // Gone since it was listed, or about to go: nothing to show.
    if (read.outcome === 'missing') return { key, listed: null };
    if (read.decoded.kind !== 'record') {
      const reason = read.decoded.kind === 'corrupt' ? read.decoded.reason : null;
      return {
        key,
        listed: { key, traceId, status: read.decoded.kind, letter: null, reason, byHand: false },
      };
    }
    const { letter, byHand } = read.decoded;
    if (letter.status === 'deleted') return { key, listed: null };
    return { key, listed: { key, traceId, status: letter.status, letter, reason: null, byHand } };
  }
}
