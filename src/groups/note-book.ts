import type { Clock } from '../runtime/clock.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { confirmedPut, patientRead, type CallBudget } from '../store/confirmed-calls.js';
import { listedPages } from '../store/listed-pages.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { sameEtag } from '../store/same-etag.js';
import {
  decodeNote,
  encodeNote,
  fingerprintOfKey,
  inForce,
  NOTE_PREFIX,
  noteKey,
  type Note,
} from './note.js';

/** Between two listings, milliseconds: so late a replica sees what another has noted. */
export const LIST_NOTES_EVERY_MS = 5_000;

/** Keys on a page of the listing. */
const PAGE = 1_000;

export interface StoredNote {
  etag: string;
  note: Note;
}

/** The notes of all causes, in memory: one object each under `groups/`, which every replica lists every few seconds. */
export class NoteBook {
  /** Why the notes could not be listed; `null`: they could. */
  trouble: string | null = null;
  /** Whether the notes were listed once, or could not be. */
  settled = false;
  /** By fingerprint. */
  private readonly known = new Map<string, StoredNote>();
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  private cancel = (): void => {};

  constructor(
    private readonly store: ObjectStore,
    private readonly budget: CallBudget,
    private readonly clock: Clock,
    private readonly newId: NewId,
    private readonly log: Log,
  ) {}

  /** Begins to list; returns before the first listing has ended. */
  start(): void {
    this.running = this.turn();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  /** What is noted of a cause, with its end applied; `undefined`: nothing. */
  of(fingerprint: string): StoredNote | undefined {
    const stored = this.known.get(fingerprint);
    return stored && { ...stored, note: inForce(stored.note, this.clock.now()) };
  }

  isMuted(fingerprint: string): boolean {
    return this.of(fingerprint)?.note.state === 'muted';
  }

  /** What the store holds now; `undefined`: nothing. @throws StoreError */
  async read(fingerprint: string): Promise<StoredNote | undefined> {
    const { store, clock, budget } = this;
    const read = await patientRead(clock, budget, (signal) => store.get(noteKey(fingerprint), { signal }));
    if (read.outcome === 'missing') {
      this.known.delete(fingerprint);
      return undefined;
    }
    const { etag, bytes } = read.object;
    const stored = { etag, note: decodeNote(bytes) };
    this.known.set(fingerprint, stored);
    return stored;
  }

  /**
   * Writes a note.
   *
   * @param before the ETag of the note that it replaces; `null`: there must be none
   * @returns the new ETag; `null` where another note is there
   * @throws StoreError
   */
  async write(fingerprint: string, note: Note, before: string | null): Promise<string | null> {
    const { store, clock, budget } = this;
    const options = {
      condition: before === null ? ('absent' as const) : { ifMatch: before },
      contentType: 'application/json',
      metadata: {},
    };
    const bytes = encodeNote(fingerprint, note, this.newId());
    const result = await confirmedPut(store, clock, budget, noteKey(fingerprint), bytes, options);
    if (result.outcome !== 'stored') return null;
    this.known.set(fingerprint, { etag: result.etag, note });
    return result.etag;
  }

  /** Reads what is new or changed. @throws StoreError */
  async list(): Promise<void> {
    const gone = new Map(this.known);
    const query = { prefix: NOTE_PREFIX, limit: PAGE };
    for await (const entries of listedPages(this.store, this.clock, this.budget, query)) {
      for (const { key, etag } of entries) {
        const fingerprint = fingerprintOfKey(key);
        if (fingerprint === null) continue;
        gone.delete(fingerprint);
        const known = this.known.get(fingerprint);
        if (known === undefined || !sameEtag(known.etag, etag)) await this.read(fingerprint);
      }
    }
    // What was written here while the listing ran may not be on it.
    for (const [fingerprint, stored] of gone) {
      if (this.known.get(fingerprint) === stored) this.known.delete(fingerprint);
    }
  }

  private async turn(): Promise<void> {
    try {
      await this.list();
      this.trouble = null;
    } catch (error) {
      const described = describeError(error);
      if (this.trouble === null) this.log.error('notes_unavailable', described);
      this.trouble = `groups/ cannot be listed or read: ${described.error}; check the permissions of the bucket`;
    }
    this.settled = true;
    if (this.stopped) return;
    this.cancel = this.clock.after(LIST_NOTES_EVERY_MS, () => {
      this.running = this.turn();
    });
  }
}
