import { DEAD_LETTER_PREFIX, hourPrefix } from '../domain/letter/trace-id.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { DeadLetterListing, ListedKey } from './dead-letter.listing.js';
import { StoreError } from '../store/store-error.js';
import { mapInOrder } from '../store/in-order.js';
import type { Catalog } from './catalog.js';
import { ListingMarks } from './listing-marks.js';
import type { Moment } from './removals.js';
import { Patience } from './scan-patience.js';
import { objectKeyOf, nameOf, type Summary } from './summary.js';

const HOUR_MS = 3_600_000;

/** The number of listed keys that are looked at before other tasks of the event loop run. */
const KEYS_AT_A_TIME = 100;

/** The number of rows that are checked before other tasks of the event loop run. */
const ROWS_AT_A_TIME = 5_000;

export interface ScanReport {
  /** Objects that the listing has shown. */
  listed: number;
  /** Objects that were read, because they were new or changed. */
  read: number;
  /** Known objects that the store no longer has. */
  gone: number;
  /** Listed objects that could not be read. The next scan reads them again. */
  unread: number;
  /** Listed objects that the store refuses to return. The next full listing reads them again. */
  unreadable: number;
}

interface Look {
  name: string;
  found: 'known' | 'read' | 'unread' | 'unreadable';
}

/** Compares the catalog with a listing of the store, and reads the objects that are new or have another ETag. */
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
   * @param from records whose first failure is in an earlier hour are skipped, milliseconds since the epoch. Absent:
   * all
   *   records are listed, and corrupt and unreadable ones are read again
   * @param signal ends the scan early
   * @throws StoreError when the store cannot be listed, the listing is incomplete, or too many records cannot be read.
   *   After an early end or an error, what was read is kept, and no record counts as gone.
   */
  async scan(from: number | undefined, signal: AbortSignal): Promise<ScanReport> {
    const report = { listed: 0, read: 0, gone: 0, unread: 0, unreadable: 0 };
    const since = this.catalog.moment();
    const start = from === undefined ? DEAD_LETTER_PREFIX : hourPrefix(from);
    const listing = this.catalog.beginListing();
    const patience = new Patience();
    const listed = this.listing.keys({ after: start });
    const look = (item: ListedKey) => this.look(item, from === undefined, patience);
    for await (const { name, found } of mapInOrder(listed, this.concurrency, look)) {
      if (signal.aborted) return report;
      this.catalog.noteListed(listing, name);
      if (++report.listed % KEYS_AT_A_TIME === 0) await nextTurn();
      if (found !== 'known') report[found]++;
    }
    report.gone = await this.forgetGone(since, from, listing);
    if (from === undefined) this.marks.keepOnly((name) => this.catalog.isListed(listing, name));
    return report;
  }

  private async look(item: ListedKey, full: boolean, patience: Patience): Promise<Look> {
    const { key, traceId } = item;
    const name = nameOf(key);
    const known = this.catalog.get(name);
    const asKnown = known !== undefined && this.marks.shows(known, item) && !this.catalog.isUnread(name);
    if (asKnown && !(full && isDoubtful(known))) return { name, found: 'known' };
    if (traceId !== null) return { name, found: await this.read(item, patience) };
    this.seeForeign(item);
    return { name, found: 'known' };
  }

  /** A record that cannot be read must not keep the scan from the records after it. */
  private async read(item: ListedKey, patience: Patience): Promise<Exclude<Look['found'], 'known'>> {
    const { key } = item;
    const again = this.catalog.isUnread(nameOf(key));
    if (again && patience.hasEnough) return 'unread';
    const since = this.catalog.moment();
    try {
      // A read notes what it finds.
      const read = await this.letters.read(key);
      patience.answered();
      const etag = this.catalog.find(key)?.etag;
      // Another reading of the record may have ended meanwhile, so that the catalog was not told of this one.
      const isKnown = etag !== undefined && (read.outcome !== 'found' || etag === read.etag);
      if (isKnown) this.marks.note(etag, item, read.outcome === 'found' ? read.times.storeTime : undefined);
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
    const reason = 'its name is not the name of a dead letter';
    this.catalog.seen({ key, etag, times, content: { kind: 'foreign', reason } });
    this.marks.note(etag, item, undefined);
  }

  /** A million names are too many for one turn of the event loop. */
  private async forgetGone(since: Moment, from: number | undefined, listing: number): Promise<number> {
    const covered = coverageOf(from);
    const gone: string[] = [];
    let looked = 0;
    for (const { name, sequence, listedIn } of this.catalog.rows()) {
      // A record that was written during the listing may be missing from it.
      if (listedIn < listing && sequence <= since && covered(name)) gone.push(name);
      if (++looked % ROWS_AT_A_TIME === 0) await nextTurn();
    }
    await this.confirmGone(gone);
    for (const name of gone) {
      if (++looked % ROWS_AT_A_TIME === 0) await nextTurn();
      this.catalog.missed(since, objectKeyOf({ name }));
    }
    return gone.length;
  }

  /** A listing that leaves out one existing record proves nothing about the others. */
  private async confirmGone(gone: readonly string[]): Promise<void> {
    const samples = new Set([gone[0], gone[Math.floor(gone.length / 2)], gone.at(-1)]);
    for (const name of samples) {
      if (name === undefined) continue;
      const key = objectKeyOf({ name });
      const etag = this.catalog.find(key)?.etag;
      const read = await this.letters.read(key);
      if (read.outcome !== 'found' || read.etag !== etag) continue;
      throw new StoreError(`the store's listing leaves out an object that exists: ${key}`, {
        outcomeUnknown: false,
        retryable: true,
      });
    }
  }
}

/** Objects that a later read may find to be valid records. */
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
