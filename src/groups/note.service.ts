import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { Clock } from '../runtime/clock.js';
import { sameEtag } from '../store/same-etag.js';
import { noteTo, type Note } from './note.js';
import type { NoteBook, StoredNote } from './note-book.js';

/** What a change is for: the note of this ETag, any note that is there, or none. */
export type Expected = { etag: string } | 'any' | 'none';

export type NoteChange =
  | { outcome: 'stored'; stored: StoredNote }
  /** There is another note than the one that was expected; `undefined`: there is none. */
  | { outcome: 'stale'; stored: StoredNote | undefined }
  /** There is no such cause, and nothing is noted of it. */
  | { outcome: 'unknown' };

/** Changes people's notes of causes. */
export class NoteService {
  /** @param isThere whether a cause has unresolved dead letters now */
  constructor(
    private readonly notes: NoteBook,
    private readonly isThere: (fingerprint: string) => boolean,
    private readonly audit: Pick<AuditService, 'record'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Replaces the note of a cause.
   *
   * @throws StoreError where nothing was settled, AuditUnavailable where the audit could not be written: nothing was
   *   changed
   */
  async change(
    fingerprint: string,
    wanted: Omit<Note, 'updatedAt' | 'updatedBy'>,
    expected: Expected,
    author: Author,
  ): Promise<NoteChange> {
    const before = await this.notes.read(fingerprint);
    if (before === undefined && !this.isThere(fingerprint)) return { outcome: 'unknown' };
    if (!fits(before, expected)) return { outcome: 'stale', stored: before };
    const note = { ...wanted, updatedAt: this.clock.now(), updatedBy: author.actor.name };
    await this.audit.record(author, {
      action: 'note_changed',
      target: { fingerprint },
      before: before === undefined ? null : noteTo(before.note),
      after: noteTo(note),
    });
    const etag = await this.notes.write(fingerprint, note, before?.etag ?? null);
    if (etag === null) return { outcome: 'stale', stored: await this.notes.read(fingerprint) };
    return { outcome: 'stored', stored: { etag, note } };
  }
}

function fits(before: StoredNote | undefined, expected: Expected): boolean {
  if (expected === 'none') return before === undefined;
  if (expected === 'any') return before !== undefined;
  return before !== undefined && sameEtag(before.etag, expected.etag);
}
