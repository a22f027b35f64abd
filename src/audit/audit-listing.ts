import type { Clock } from '../runtime/clock.js';
import type { CallBudget } from '../store/confirmed-calls.js';
import { compareKeys } from '../store/file/object-key.js';
import { listedPages } from '../store/listed-pages.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { AUDIT_PREFIX, auditIdOfKey, LAST_TIME, startOfTime, timeOf } from './audit-entry.js';

/** Keys of one call to the store, at the most. */
const PAGE = 500;

/** The first span of time that is looked at, milliseconds. */
const FIRST_SPAN_MS = 3_600_000;

/** How many times longer the next span is, after a span with few entries. */
const GROWTH = 32;

/** From this many entries on, the next span is no longer than this one. */
const ENOUGH = 100;

/** After a span of this length everything older is looked at in one, milliseconds. */
const LONGEST_SPAN_MS = 366 * 86_400_000;

/** A span of time. Milliseconds since the epoch; `end` is not part of it. */
interface Span {
  start: number;
  end: number;
}

/**
 * The ids of audit entries from the newest to the oldest. S3 lists from the oldest to the newest alone, so spans of time
 * are listed, from the latest backwards. Spans without entries grow, so that a year without entries costs a few calls;
 * spans with too many entries for one call are cut.
 */
export class AuditListing {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  /** @throws StoreError where the store does not answer. */
  async *newestFirst({ start: first, end: last }: Span): AsyncGenerator<string> {
    let end = Math.min(last, LAST_TIME);
    let length = FIRST_SPAN_MS;
    // Entries of a replica whose clock is ahead lie after now. The first span takes them in.
    let from = Math.min(end, this.clock.now());
    // There is an entry of this time. The span between it and the end is halved until it holds some.
    let seenAt = -1;
    while (end > first) {
      let start = length > LONGEST_SPAN_MS ? first : Math.max(first, from - length);
      if (seenAt > start && seenAt < from - 1) start = halfway(seenAt, from);
      let ids = await this.idsIn({ start, end }, from);
      while (!Array.isArray(ids)) {
        ({ seenAt } = ids);
        start = halfway(seenAt, from);
        ids = await this.idsIn({ start, end }, from);
      }
      yield* ids.toReversed();
      if (ids.length > 0) seenAt = -1;
      length = ids.length >= ENOUGH ? from - start : Math.max(from - start, FIRST_SPAN_MS) * GROWTH;
      [end, from] = [start, start];
    }
  }

  /**
   * The ids in a span, the oldest first.
   *
   * @param middle the time before which the span can be cut
   * @returns `seenAt`: there are more than one call gives; after the entry of this time there may be later ones
   */
  private async idsIn({ start, end }: Span, middle: number): Promise<string[] | { seenAt: number }> {
    const [startAfter, beyond] = [startOfTime(start), startOfTime(end)];
    const query = { prefix: AUDIT_PREFIX, startAfter, limit: PAGE };
    const ids: string[] = [];
    let before = '';
    // Some servers list in no order: then the whole listing is read.
    let inOrder = true;
    for await (const page of listedPages(this.store, this.clock, this.budget, query)) {
      for (const { key } of page) {
        inOrder &&= compareKeys(key, before) >= 0;
        before = key;
        const id = auditIdOfKey(key);
        if (id !== null && timeOf(id) >= start && timeOf(id) < end) ids.push(id);
      }
      if (inOrder && compareKeys(before, beyond) >= 0) break;
      const newest = ids.at(-1);
      if (!inOrder || newest === undefined || page.length < PAGE) continue;
      const seenAt = timeOf(newest);
      if (halfway(seenAt, middle) > start && halfway(seenAt, middle) < middle) return { seenAt };
    }
    return ids.toSorted(compareKeys);
  }
}

function halfway(one: number, other: number): number {
  return Math.ceil((one + other) / 2);
}
