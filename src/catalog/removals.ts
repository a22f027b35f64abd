import { OldestFirst } from '../domain/text/oldest-first.js';

/** The number of remembered removals. */
const MAX_REMOVALS = 50_000;

/** A position in the catalog's history. A read that began after it is newer than everything noted before it. */
export type Moment = number;

/** Remembers what was removed of late, so that a read that began before does not bring the record back. */
export class Removals {
  private readonly moments = new OldestFirst<Moment>();
  /** The latest removal that is no longer remembered. */
  private forgotten: Moment = 0;

  note(name: string, moment: Moment): void {
    this.moments.set(name, moment);
    const { oldest } = this.moments;
    if (this.moments.size <= MAX_REMOVALS || oldest === undefined) return;
    this.moments.delete(oldest[0]);
    this.forgotten = Math.max(this.forgotten, oldest[1]);
  }

  has(name: string): boolean {
    return this.moments.has(name);
  }

  /** When it was removed; where nobody remembers, the latest moment at which it may have been. */
  momentOf(name: string): Moment {
    return this.moments.get(name) ?? this.forgotten;
  }
}
