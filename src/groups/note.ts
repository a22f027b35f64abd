export const NOTE_STATES = ['open', 'acknowledged', 'muted'] as const;

export type NoteState = (typeof NOTE_STATES)[number];

/** What people have said of a cause. Times in milliseconds since the epoch. */
export interface Note {
  state: NoteState;
  text: string | null;
  /** Who looks after it; the claim ends at `until`. */
  owner: string | null;
  /** `null`: without an end. */
  until: number | null;
  updatedAt: number;
  /** The name of the key or the person. */
  updatedBy: string;
}

export const NOTE_PREFIX = 'groups/';

/** @param fingerprint one that `isFingerprint` has checked */
export function noteKey(fingerprint: string): string {
  return `${NOTE_PREFIX}${fingerprint}.json`;
}

/** `null`: it is no key of a note. */
export function fingerprintOfKey(key: string): string | null {
  return /^groups\/([\w-]{1,64})\.json$/.exec(key)?.[1] ?? null;
}

/** What holds of a note now: after its end the cause is open again, and nobody's. */
export function inForce(note: Note, now: number): Note {
  const over = note.until !== null && note.until <= now;
  return over ? { ...note, state: 'open', owner: null } : note;
}

/** @param writeId fresh for each write, so that no two writes have equal bytes */
export function encodeNote(fingerprint: string, note: Note, writeId: string): Uint8Array {
  return Buffer.from(JSON.stringify({ fingerprint, ...noteTo(note), write_id: writeId }), 'utf8');
}

/** A note as it is stored, and as the audit has it. */
export function noteTo({ state, text, owner, until, updatedAt, updatedBy }: Note): Record<string, unknown> {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  return { state, text, owner, until: time(until), updated_at: time(updatedAt), updated_by: updatedBy };
}

/** Reads a stored note. An object that is none, such as after a repair by hand, counts as an open note without a text. */
export function decodeNote(bytes: Uint8Array): Note {
  const { state, text, owner, until, updated_at, updated_by } = membersOf(bytes);
  const line = (value: unknown) => (typeof value === 'string' ? value : null);
  const time = (value: unknown) => {
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isFinite(ms) ? ms : null;
  };
  return {
    state: NOTE_STATES.find((known) => known === state) ?? 'open',
    text: line(text),
    owner: line(owner),
    until: time(until),
    updatedAt: time(updated_at) ?? 0,
    updatedBy: line(updated_by) ?? '',
  };
}

function membersOf(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
