/**
 * When each record is due, noted under the ETag it was read with: a sweep reads again only what has changed.
 * Notes are hints; whether to retry is decided by the retry's own reading of the record.
 */
export class DueNotes {
  private notes = new Map<string, { etag: string; dueAt: number }>();
  private seen = new Map<string, { etag: string; dueAt: number }>();

  /** When the record is due as far as is known, milliseconds since the epoch; undefined: it must be read. */
  dueAt(key: string, etag: string): number | undefined {
    const note = this.notes.get(key);
    if (note?.etag !== etag) return undefined;
    this.seen.set(key, note);
    return note.dueAt;
  }

  /** @param dueAt `Infinity`: not before the record changes */
  note(key: string, etag: string, dueAt: number): void {
    this.seen.set(key, { etag, dueAt });
  }

  /** A listing has ended: what it has not met is gone. */
  endOfListing(): void {
    this.notes = this.seen;
    this.seen = new Map();
  }
}
