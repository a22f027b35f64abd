import { DEAD_LETTER_PREFIX, traceIdOfKey } from '../domain/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import { patientRead, type CallBudget } from './confirmed-calls.js';
import type { ObjectStore } from './object-store.port.js';

const LIST_LIMIT = 1_000;

export interface ListedKey {
  key: string;
  /** `null` where the key is not one of a dead letter. */
  traceId: string | null;
  etag: string;
  /** By the store's clock, milliseconds since the epoch. */
  lastModified: number;
}

/** The keys under `dlq/` in key order, read from the store page by page as they are asked for. */
export class DeadLetterListing {
  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  /**
   * @param after begin after this key, or anything that keys are compared with
   * @throws StoreError when the store gives no usable answer.
   */
  async *keys({ after }: { after?: string | undefined } = {}): AsyncGenerator<ListedKey, void, undefined> {
    let startAfter = after ?? '';
    for (;;) {
      const query = { prefix: DEAD_LETTER_PREFIX, startAfter, limit: LIST_LIMIT };
      const page = await patientRead(this.clock, this.budget, (signal) =>
        this.objects.list(query, { signal }),
      );
      for (const { key, etag, lastModified } of page.entries) {
        yield { key, traceId: traceIdOfKey(key), etag, lastModified };
      }
      const last = page.entries.at(-1)?.key;
      if (!page.truncated || last === undefined) return;
      startAfter = last;
    }
  }
}
