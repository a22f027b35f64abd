import type { ListedKey } from './dead-letter.listing.js';
import { sameEtag } from '../store/same-etag.js';
import { nameOf, type Summary } from './summary.js';

/** What a listing showed of an object at the time when the object was read. */
interface Mark {
  /** The ETag by which the object was read. */
  read: string;
  listed: Pick<ListedKey, 'etag' | 'size' | 'lastModified'>;
}

/** S3 gives the time of a write in whole seconds. */
const SECOND_MS = 1_000;

/**
 * Tells whether a listing shows an object unchanged since it was read. Where the listings of a server have no ETags, or
 * other ETags than its answers, it remembers what the listing showed when the object was read.
 */
export class ListingMarks {
  private readonly marks = new Map<string, Mark>();

  shows(known: Summary, item: ListedKey): boolean {
    if (sameEtag(known.etag, item.etag)) return true;
    const mark = this.marks.get(known.name);
    if (mark === undefined || mark.read !== known.etag) return false;
    const { etag, size, lastModified } = mark.listed;
    return etag === item.etag && size === item.size && lastModified === item.lastModified;
  }

  /**
   * The object that `item` shows was read just now.
   *
   * @param readAt the store's time of the reading, milliseconds since the epoch; `undefined`: there was nothing to
   *   read, or nothing was handed out
   */
  note(read: string, item: ListedKey, readAt: number | undefined): void {
    const name = nameOf(item.key);
    const { etag, size, lastModified } = item;
    // Without an ETag, a second write in the same second looks like the first.
    const ambiguous = etag === '' && readAt !== undefined && readAt - lastModified < SECOND_MS;
    if (sameEtag(read, etag) || ambiguous) this.marks.delete(name);
    else this.marks.set(name, { read, listed: { etag, size, lastModified } });
  }

  /** Forgets all objects but those that `isMeant`. */
  keepOnly(isMeant: (name: string) => boolean): void {
    for (const name of this.marks.keys()) if (!isMeant(name)) this.marks.delete(name);
  }
}
