import type { Note, NoteRequest } from '../../api/types.js';

/** For how long a claim holds where nobody says otherwise. */
export const CLAIM_HOURS = 8;

const HOUR_MS = 3_600_000;

export const DURATIONS = [
  { name: '1 hour', hours: 1 },
  { name: '8 hours', hours: 8 },
  { name: '1 day', hours: 24 },
  { name: '1 week', hours: 7 * 24 },
] as const;

/** What the API is asked to keep: a PUT replaces the whole note, so that what is not changed is sent again. */
export function noteWith(before: Note | null, changes: Partial<NoteRequest>): NoteRequest {
  const { state = 'open', text = null, owner = null, until = null } = before ?? {};
  const kept = { state, ...(text && { text }), ...(owner && { owner }), ...(until && { until }) };
  return { ...kept, ...changes };
}

/** Some hours from now, as the API takes it. */
export function hoursFromNow(hours: number, now = Date.now()): string {
  return new Date(now + hours * HOUR_MS).toISOString();
}

/**
 * What one click on `Claim` asks for: the cause is the caller's for some hours. A note has one end, so a claim of a muted
 * cause lasts as long as the mute: an earlier end would let it be told of again.
 */
export function claimOf(before: Note | null, name: string, now = Date.now()): NoteRequest {
  if (before?.state === 'muted') return noteWith(before, { owner: name });
  return noteWith(before, { owner: name, until: hoursFromNow(CLAIM_HOURS, now) });
}
