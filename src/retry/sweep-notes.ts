import type { Task } from '../domain/agenda.js';

/** What a sweep knows of an object. `task` says what the schedule has to do with it, and when. */
export interface SweepNote {
  etag: string;
  kind: 'record' | 'corrupt' | 'foreign';
  task: Task;
  schemaVersion: string;
  /**
   * The event's identity, of an unresolved record whose trace id still tells it: two with the same are twins. A
   * repair by hand can have made it another event.
   */
  identity: string | null;
}

/**
 * What each object was when it was read, noted under its ETag: a sweep reads again only what has changed. Notes are
 * hints; what is done with a record is decided by a reading of its own.
 */
export class SweepNotes {
  private notes = new Map<string, SweepNote>();
  private seen = new Map<string, SweepNote>();

  /** `undefined`: it must be read. */
  find(key: string, etag: string): SweepNote | undefined {
    const note = this.notes.get(key);
    if (note?.etag !== etag) return undefined;
    this.seen.set(key, note);
    return note;
  }

  add(key: string, note: SweepNote): void {
    this.seen.set(key, note);
  }

  /** A listing has ended: what it has not met is gone. */
  endOfListing(): void {
    this.notes = this.seen;
    this.seen = new Map();
  }
}
