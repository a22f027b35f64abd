import { DEAD_LETTER_PREFIX, hourPrefix } from '../../domain/trace-id.js';
import type { DeadLetterStore } from '../dead-letter.store.js';
import type { DeadLetterListing, ListedKey } from '../dead-letter.listing.js';
import { StoreError } from '../store-error.js';
import { mapInOrder } from '../in-order.js';
import type { Catalog, Moment } from './catalog.js';
import { keyOf, nameOf } from './summary.js';

const HOUR_MS = 3_600_000;

/** Records of one scan that cannot be read, beyond which the store is taken for out of order. */
const MAX_UNREAD = 100;

/** Names looked at before others have their turn. */
const NAMES_AT_A_TIME = 20_000;

export interface ScanReport {
  /** Objects that the listing has shown. */
  listed: number;
  /** Of them read, since they were new or changed. */
  read: number;
  /** Known ones that were there no more. */
  gone: number;
  /** Listed, but the store did not hand them out: the next scan asks again. */
  unread: number;
}

interface Look {
  name: string;
  found: 'known' | 'read' | 'unread';
}

/** Compares the catalog with a listing of the store, and reads what is new or has another ETag. */
export class CatalogScanner {
  constructor(
    private readonly catalog: Catalog,
    private readonly listing: DeadLetterListing,
    private readonly letters: DeadLetterStore,
    /** Records read at once. */
    private readonly concurrency: number,
  ) {}

  /**
   * @param from first failures before this are left out, by whole hours, milliseconds since the epoch; absent: all
   * @param signal ends the scan early; what was read until then is kept, and nothing is taken for gone
   * @throws StoreError when the store cannot be listed, or hands out hardly a record; what was read until then is
   *   kept.
   */
  async scan(from: number | undefined, signal: AbortSignal): Promise<ScanReport> {
    const report = { listed: 0, read: 0, gone: 0, unread: 0 };
    const since = this.catalog.moment();
    const start = from === undefined ? DEAD_LETTER_PREFIX : hourPrefix(from);
    const there = new Set<string>();
    const listed = this.listing.keys({ after: start });
    for await (const { name, found } of mapInOrder(listed, this.concurrency, (item) => this.look(item))) {
      if (signal.aborted) return report;
      there.add(name);
      report.listed++;
      if (found !== 'known') report[found]++;
    }
    report.gone = await this.forgetGone(since, from, there);
    return report;
  }

  private async look({ key, etag, traceId, lastModified }: ListedKey): Promise<Look> {
    const name = nameOf(key);
    const since = this.catalog.moment();
    if (this.catalog.find(key)?.etag === etag) return { name, found: 'known' };
    if (traceId !== null) return { name, found: await this.read(key) };
    this.seeForeign(since, key, etag, lastModified);
    return { name, found: 'known' };
  }

  /** One record that the store does not hand out must not hide all that come after it. */
  private async read(key: string): Promise<'read' | 'unread'> {
    const since = this.catalog.moment();
    try {
      // A read notes what it finds.
      await this.letters.read(key);
      return 'read';
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.catalog.unread(since, key);
      if (this.catalog.unreadCount > MAX_UNREAD) throw error;
      return 'unread';
    }
  }

  private seeForeign(since: Moment, key: string, etag: string, lastModified: number): void {
    const times = { lastModified, storeTime: lastModified };
    const reason = 'its name is not that of a dead letter';
    this.catalog.seen(since, { key, etag, times, content: { kind: 'foreign', reason } });
  }

  /** A million names are too many to look through in one go. */
  private async forgetGone(since: Moment, from: number | undefined, there: Set<string>): Promise<number> {
    const covered = coverageOf(from);
    let [gone, looked] = [0, 0];
    for (const name of this.catalog.names()) {
      if (++looked % NAMES_AT_A_TIME === 0) await nextTurn();
      if (!covered(name) || there.has(name)) continue;
      this.catalog.missed(since, keyOf({ name }));
      gone++;
    }
    return gone;
  }
}

/** Whether a listing from `from` on shows a name: hours are compared, since a listing begins with an hour. */
function coverageOf(from: number | undefined): (name: string) => boolean {
  if (from === undefined) return () => true;
  const earliest = String(Math.floor(from / HOUR_MS) * HOUR_MS).padStart(13, '0');
  return (name) => name.startsWith('DLQ-') && name.slice(4, 17) >= earliest;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
