import { nameOf } from '../catalog/summary.js';

/** Pairs that are remembered. The one that was noted first gives way, and costs two readings. */
const MAX_REMEMBERED = 10_000;

/**
 * Pairs of records that share their name's ending and were read to be of two events, as a repair by hand leaves them.
 * They are known by their ETags, so a pair is read again as soon as either is changed.
 */
export class DistinctTwins {
  private readonly pairs = new Map<string, string>();

  /** The two were read, and their events differ. */
  note(older: { key: string; etag: string }, younger: { key: string; etag: string }): void {
    const pair = `${nameOf(older.key)} ${nameOf(younger.key)}`;
    this.pairs.delete(pair);
    this.pairs.set(pair, `${older.etag} ${younger.etag}`);
    const [first] = this.pairs.keys();
    if (this.pairs.size > MAX_REMEMBERED && first !== undefined) this.pairs.delete(first);
  }

  /** Whether the two were read to be of two events as they are. */
  knows(older: { name: string; etag: string }, younger: { name: string; etag: string }): boolean {
    return this.pairs.get(`${older.name} ${younger.name}`) === `${older.etag} ${younger.etag}`;
  }
}
