import { DEAD_LETTER_PREFIX, hourPrefix, timeOfTraceId, traceIdOfKey } from '../domain/trace-id.js';
import type { Clock } from '../runtime/clock.js';
import { patientRead, type CallBudget } from './confirmed-calls.js';
import type { ListEntry, ListPage, ListQuery, ObjectStore } from './object-store.port.js';

const LIST_LIMIT = 1_000;

/** The tutorial's program wrote its hours in local time, at most this far from UTC. */
const LOCAL_TIME_SLACK_MS = 15 * 3_600_000;

export interface ListedKey {
  key: string;
  /** `null` where the key is not one of a dead letter. */
  traceId: string | null;
  etag: string;
}

export interface ListingQuery {
  order: 'asc' | 'desc';
  /** Continue after this key, in the query's order. */
  after?: string | undefined;
  /** First failure, milliseconds since the epoch: from (included), to (excluded). */
  from?: number | undefined;
  to?: number | undefined;
}

/** The keys under `dlq/`, in key order or against it, read page by page as they are asked for. */
export class DeadLetterListing {
  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
  ) {}

  async *keys(query: ListingQuery): AsyncGenerator<ListedKey, void, undefined> {
    const entries =
      query.order === 'asc' ? this.ascending(query) : this.descending(DEAD_LETTER_PREFIX, query);
    for await (const { key, etag } of entries) {
      const traceId = traceIdOfKey(key);
      if (traceId === null ? query.from === undefined && query.to === undefined : within(traceId, query)) {
        yield { key, traceId, etag };
      }
    }
  }

  private async *ascending({ after, from, to }: ListingQuery): AsyncGenerator<ListEntry, void, undefined> {
    const earliest = from === undefined ? '' : hourPrefix(from - LOCAL_TIME_SLACK_MS);
    const end = to === undefined ? undefined : hourPrefix(to + LOCAL_TIME_SLACK_MS);
    let startAfter = after !== undefined && after > earliest ? after : earliest;
    for (;;) {
      const page = await this.list({ prefix: DEAD_LETTER_PREFIX, startAfter, limit: LIST_LIMIT });
      for (const entry of page.entries) {
        if (end !== undefined && entry.key > `${end}~`) return;
        yield entry;
      }
      const last = page.entries.at(-1)?.key;
      if (!page.truncated || last === undefined) return;
      startAfter = last;
    }
  }

  /** S3 lists forwards only: so the partitions are walked backwards, and each hour is read and reversed. */
  private async *descending(prefix: string, query: ListingQuery): AsyncGenerator<ListEntry, void, undefined> {
    const names = new Map<string, ListEntry | null>();
    let startAfter: string | undefined;
    for (;;) {
      const page = await this.list({ prefix, startAfter, delimiter: '/', limit: LIST_LIMIT });
      for (const entry of page.entries) names.set(entry.key, entry);
      for (const name of page.prefixes) names.set(name, null);
      const last = [page.entries.at(-1)?.key, page.prefixes.at(-1)].filter((name) => name !== undefined);
      if (!page.truncated || last.length === 0) break;
      startAfter = last.toSorted().at(-1);
      // A common prefix is passed by starting after everything that begins with it.
      if (startAfter?.endsWith('/')) startAfter += '\u{10ffff}';
    }
    for (const [name, entry] of [...names].toSorted(([a], [b]) => (a < b ? 1 : -1))) {
      if (entry === null) {
        if (!beyond(name, query)) yield* this.descending(name, query);
      } else if (query.after === undefined || name < query.after) {
        yield entry;
      }
    }
  }

  private list(query: ListQuery): Promise<ListPage> {
    return patientRead(this.clock, this.budget, (signal) => this.objects.list(query, { signal }));
  }
}

/** Whether nothing under `prefix` can be asked for: it lies after the cursor, or out of the time range. */
function beyond(prefix: string, { after, from, to }: ListingQuery): boolean {
  if (after !== undefined && prefix > after) return true;
  if (to !== undefined && prefix > hourPrefix(to + LOCAL_TIME_SLACK_MS)) return true;
  if (from === undefined) return false;
  const earliest = hourPrefix(from - LOCAL_TIME_SLACK_MS);
  return prefix < earliest.slice(0, prefix.length);
}

function within(traceId: string, { from, to }: ListingQuery): boolean {
  const time = timeOfTraceId(traceId);
  return (from === undefined || time >= from) && (to === undefined || time < to);
}
