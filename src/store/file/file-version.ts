import type { BigIntStats } from 'node:fs';
import type { StoreClock } from './store-clock.js';

/** An object's ETag, from its file's status alone, so that a listing reads no files. */
export function etagOfFile(stats: BigIntStats): string {
  return `"${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}-${stats.ino.toString(36)}"`;
}

/** When the object was written, in milliseconds since the epoch. */
export function lastModifiedOf(stats: BigIntStats): number {
  return Number(stats.mtimeNs / 1_000_000n);
}

/**
 * Gives every write a modification time of its own. The kernel's own times advance in ticks of some
 * milliseconds and inode numbers are used again, so two versions could carry the same ETag.
 */
export class WriteTimes {
  #lastMicros = 0;

  constructor(private readonly clock: StoreClock) {}

  /** A time for `futimes`, in seconds since the epoch: now, but at least a microsecond after the last one. */
  next(): number {
    this.#lastMicros = Math.max(this.clock.now() * 1000, this.#lastMicros + 1);
    // The half keeps the microsecond when seconds are turned back into an integer by cutting off.
    return (this.#lastMicros + 0.5) / 1_000_000;
  }
}
