import { DEAD_LETTER_PREFIX, traceIdOfKey } from '../domain/letter/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import type { CallBudget } from '../store/confirmed-calls.js';
import { compareKeys } from '../store/file/object-key.js';
import { listedPages } from '../store/listed-pages.js';
import type { ListEntry, ObjectStore } from '../store/object-store.port.js';
import { StoreError } from '../store/store-error.js';

const LIST_LIMIT = 1_000;

export interface ListedKey {
  key: string;
  /** `null`: the key is not the key of a dead letter. */
  traceId: string | null;
  /** As the listing spells it. Some servers leave out its quotes, or the ETag. */
  etag: string;
  size: number;
  /** By the store's clock, milliseconds since the epoch. */
  lastModified: number;
}

/**
 * The keys under `dlq/` in key order, each once, read page by page when the caller needs them. If a store lists in
 * another order, every later listing reads all keys first and sorts them.
 */
export class DeadLetterListing {
  private ordered = true;

  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  /**
   * @param after start after this key; it may be any text that keys can be compared with
   * @throws StoreError when the store gives no usable answer, or does not say where its listing ends; what it has
   *   listed until then was yielded.
   */
  async *keys({ after = '' }: { after?: string | undefined } = {}): AsyncGenerator<
    ListedKey,
    void,
    undefined
  > {
    let reached = after;
    for await (const entry of this.ordered ? this.inOrder(after) : this.whole()) {
      // Some stores start with the key itself, or ignore `startAfter`.
      if (compareKeys(entry.key, reached) <= 0 || !entry.key.startsWith(DEAD_LETTER_PREFIX)) continue;
      reached = entry.key;
      const { key, etag, size, lastModified } = entry;
      yield { key, traceId: traceIdOfKey(key), etag, size, lastModified };
    }
  }

  private async *inOrder(after: string): AsyncGenerator<ListEntry, void, undefined> {
    let before = '';
    for await (const page of this.pages(after)) {
      const nothingYet = before === '';
      for (const { key } of page) {
        if (compareKeys(key, before) < 0) this.ordered = false;
        before = key;
      }
      if (!this.ordered && nothingYet) return yield* this.whole();
      if (!this.ordered) {
        throw new StoreError(
          'the store lists keys in no order; from now on every listing is read whole and sorted',
          {
            outcomeUnknown: false,
            retryable: true,
          },
        );
      }
      yield* page;
    }
  }

  private async *whole(): AsyncGenerator<ListEntry, void, undefined> {
    const entries: ListEntry[] = [];
    for await (const page of this.pages('')) entries.push(...page);
    yield* entries.toSorted((a, b) => compareKeys(a.key, b.key));
  }

  private pages(startAfter: string): AsyncGenerator<ListEntry[], void, undefined> {
    const query = { prefix: DEAD_LETTER_PREFIX, startAfter, limit: LIST_LIMIT };
    return listedPages(this.objects, this.clock, this.budget, query);
  }
}
