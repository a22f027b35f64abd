import { nameOf } from '../catalog/summary.js';
import { OldestFirst } from '../domain/text/oldest-first.js';

/** Pairs that are remembered. The oldest one is dropped first, which costs two reads later. */
const MAX_REMEMBERED = 10_000;

/**
 * Pairs of records whose names look like twins, but which hold two different events, as after a repair by hand. Pairs
 * are known by their ETags, so a pair is read again when either record changes.
 */
export class DistinctTwins {
  private readonly pairs = new OldestFirst<string>();

  /** Notes that the two records were read, and hold different events. */
  note(older: { key: string; etag: string }, younger: { key: string; etag: string }): void {
    const pair = `${nameOf(older.key)} ${nameOf(younger.key)}`;
    this.pairs.set(pair, `${older.etag} ${younger.etag}`);
    this.pairs.keepLatest(MAX_REMEMBERED);
  }

  /** Whether these versions of the two records are known to hold different events. */
  knows(older: { name: string; etag: string }, younger: { name: string; etag: string }): boolean {
    return this.pairs.get(`${older.name} ${younger.name}`) === `${older.etag} ${younger.etag}`;
  }
}
