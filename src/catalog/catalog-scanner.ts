import { DEAD_LETTER_PREFIX, hourPrefix } from '../domain/letter/trace-id.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { DeadLetterListing, ListedKey } from './dead-letter.listing.js';
import { StoreError } from '../store/store-error.js';
import { mapInOrder } from '../store/in-order.js';
import type { Catalog, Moment } from './catalog.js';
import { ListingMarks } from './listing-marks.js';
import { Patience } from './scan-patience.js';
import { objectKeyOf, nameOf, type Summary } from './summary.js';

const HOUR_MS = 3_600_000;

/** Names looked at before others have their turn. */
const NAMES_AT_A_TIME = 20_000;

export interface ScanReport {
  /** Objects that the listing has shown. */
  listed: number;
  /** Of them read, since they were new or changed. */
  read: number;
  /** Known ones that were there no more. */
  gone: number;
  /** Listed, and reading them failed: the next scan asks again. */
  unread: number;
  /** Listed, and the store does not hand them out: a full listing asks again. */
  unreadable: number;
}

interface Look {
  name: string;
  found: 'known' | 'read' | 'unread' | 'unreadable';
}

/** Compares the catalog with a listing of the store, and reads what is new or has another ETag. */
export class CatalogScanner {
  private readonly marks = new ListingMarks();

  constructor(
    private readonly catalog: Catalog,
    private readonly listing: DeadLetterListing,
    private readonly letters: DeadLetterStore,
    /** Records read at once. */
    private readonly concurrency: number,
  ) {}

  /**
   * @param from first failures before this are left out, by whole hours, milliseconds since the epoch; absent: all,
   *   and what was corrupt or not handed out is read again
   * @param signal ends the scan early; what was read until then is kept, and nothing is taken for gone
   * @throws StoreError when the store cannot be listed, its listing does not end as it should or leaves out what is
   *   there, or it hands out hardly a record; what was read until then is kept, and nothing is taken for gone.
   */
  async scan(from: number | undefined, signal: AbortSignal): Promise<ScanReport> {
    const report = { listed: 0, read: 0, gone: 0, unread: 0, unreadable: 0 };
    const since = this.catalog.moment();
    const start = from === undefined ? DEAD_LETTER_PREFIX : hourPrefix(from);
    const there = new Set<string>();
    const patience = new Patience();
    const listed = this.listing.keys({ after: start });
    const look = (item: ListedKey) => this.look(item, from === undefined, patience);
    for await (const { name, found } of mapInOrder(listed, this.concurrency, look)) {
      if (signal.aborted) return report;
      there.add(name);
      report.listed++;
      if (found !== 'known') report[found]++;
    }
    report.gone = await this.forgetGone(since, from, there);
    if (from === undefined) this.marks.keepOnly(there);
    return report;
  }

  private async look(item: ListedKey, full: boolean, patience: Patience): Promise<Look> {
    const { key, traceId } = item;
    const name = nameOf(key);
    const known = this.catalog.find(key);
    const asKnown = known !== undefined && this.marks.shows(known, item) && !this.catalog.isUnread(key);
    if (asKnown && !(full && isDoubtful(known))) return { name, found: 'known' };
    if (traceId !== null) return { name, found: await this.read(item, patience) };
    this.seeForeign(item);
    return { name, found: 'known' };
  }

  /** One record that the store does not hand out must not hide all that come after it. */
  private async read(item: ListedKey, patience: Patience): Promise<Exclude<Look['found'], 'known'>> {
    const { key } = item;
    const again = this.catalog.isUnread(key);
    if (again && patience.hasEnough) return 'unread';
    const since = this.catalog.moment();
    try {
      // A read notes what it finds.
      const read = await this.letters.read(key);
      patience.answered();
      const known = this.catalog.find(key);
      if (known !== undefined)
        this.marks.note(known.etag, item, read.outcome === 'found' ? read.times.storeTime : undefined);
      return read.outcome === 'unreadable' ? 'unreadable' : 'read';
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.catalog.unread(since, key, error.message);
      if (!patience.failed(again)) throw error;
      return 'unread';
    }
  }

  private seeForeign(item: ListedKey): void {
    const { key, etag, lastModified } = item;
    const times = { lastModified, storeTime: lastModified };
    const reason = 'its name is not that of a dead letter';
    this.catalog.seen(this.catalog.moment(), { key, etag, times, content: { kind: 'foreign', reason } });
    this.marks.note(etag, item, undefined);
  }

  /** A million names are too many to look through in one go. */
  private async forgetGone(since: Moment, from: number | undefined, there: Set<string>): Promise<number> {
    const covered = coverageOf(from);
    const gone: string[] = [];
    let looked = 0;
    for (const { name, sequence } of this.catalog.values()) {
      if (++looked % NAMES_AT_A_TIME === 0) await nextTurn();
      // What was written while the listing was under way need not be on it.
      if (covered(name) && !there.has(name) && sequence <= since) gone.push(name);
    }
    await this.confirmGone(gone);
    for (const name of gone) {
      if (++looked % NAMES_AT_A_TIME === 0) await nextTurn();
      this.catalog.missed(since, objectKeyOf({ name }));
    }
    return gone.length;
  }

  /** A listing that leaves out one that is there is not believed about the others. */
  private async confirmGone(gone: readonly string[]): Promise<void> {
    const samples = new Set([gone[0], gone[Math.floor(gone.length / 2)], gone.at(-1)]);
    for (const name of samples) {
      if (name === undefined) continue;
      const key = objectKeyOf({ name });
      const etag = this.catalog.find(key)?.etag;
      const read = await this.letters.read(key);
      if (read.outcome !== 'found' || read.etag !== etag) continue;
      throw new StoreError(`the store's listing leaves out what is there: ${key}`, {
        outcomeUnknown: false,
        retryable: true,
      });
    }
  }
}

/** What a later reading may show to be a sound record. */
function isDoubtful({ status }: Summary): boolean {
  return status === 'corrupt' || status === 'unreadable';
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
