import type { CxoneEvent } from '../event/event.js';
import type { JsonText } from '../json/json-text.js';
import type { DeadLetter, Edit, EditKind } from './dead-letter.js';
import { edited, keepEdits } from './edits.js';

/** Who decides what becomes of a dead letter, when, and why. */
export interface Decision {
  /** Milliseconds since the epoch. */
  now: number;
  by: string;
  auditId: string;
  reason: string | null;
  /** The job that it is part of; absent: none. */
  jobId?: string;
}

/** A person gives up an unresolved dead letter. It is not retried, and its retention begins. */
export function discarded(letter: DeadLetter, decision: Decision): DeadLetter {
  const given = edited(letter, editOf('discard', decision));
  return { ...given, status: 'discarded', nextRetryAt: null, lease: null, closedAt: decision.now };
}

/** A discarded dead letter waits for a person again. */
export function restored(letter: DeadLetter, decision: Decision): DeadLetter {
  return {
    ...edited(letter, editOf('restore', decision)),
    status: 'parked',
    nextRetryAt: null,
    closedAt: null,
  };
}

/**
 * Another event stands in the place of the one that arrived. It counts as the same event: it keeps the identity of what
 * arrived. The status stays, so a parked one still waits for a person.
 *
 * @param event of `inPlaceOf`
 * @param patch what made it of the event before; `null`: no patch did
 */
export function corrected(
  letter: DeadLetter,
  event: CxoneEvent,
  patch: JsonText | null,
  decision: Decision,
): DeadLetter {
  return {
    ...edited(letter, { ...editOf('correct', decision), patch }),
    event,
    arrived: letter.arrived ?? letter.event,
    corrections: letter.corrections + 1,
  };
}

/** The event is again the one that arrived. It counts as a correction, so no delivery repeats an earlier key. */
export function undone(letter: DeadLetter, decision: Decision): DeadLetter {
  return {
    ...edited(letter, editOf('undo', decision)),
    event: letter.arrived ?? letter.event,
    arrived: null,
    corrections: letter.corrections + 1,
  };
}

/**
 * The `Idempotency-Key` of every delivery of a dead letter. A target that refused an event under its key would refuse
 * the corrected one unread, so each correction has a key of its own.
 */
export function idempotencyKeyOf(event: CxoneEvent, corrections: number): string {
  return corrections === 0 ? event.identity : `${event.identity}-c${corrections}`;
}

/**
 * Which form of the event two records of it go on with: the one that a person corrected, the later one where both were
 * corrected.
 */
export function formOf(
  older: DeadLetter,
  younger: DeadLetter,
): Pick<DeadLetter, 'event' | 'arrived' | 'corrections'> {
  const [one, other] = [lastAt(older, FORMS), lastAt(younger, FORMS)];
  // The edit may be older than those that a record keeps.
  const isYounger = other > one || (other === one && older.corrections === 0);
  const { event, arrived } = isYounger ? younger : older;
  // Both numbers may have been sent to a target, each with another form.
  return { event, arrived, corrections: older.corrections + younger.corrections };
}

/**
 * Whether a person's word about the event outlives a redelivery: it was given up, or it passed as it was corrected. What
 * passed as it arrived counts as new when it comes again later.
 */
export function isDecided({ status, arrived }: DeadLetter): boolean {
  return status === 'discarded' || (status === 'resolved' && arrived !== null);
}

/**
 * Two records of one event, one of which was discarded. The later decision counts.
 *
 * @returns whether the event was given up
 */
export function isGivenUp(one: DeadLetter, other: DeadLetter): boolean {
  const [given, open] = one.status === 'discarded' ? [one, other] : [other, one];
  if (given.status !== 'discarded') return false;
  return open.status === 'discarded' || lastAt(open, ['restore']) <= (given.closedAt ?? Infinity);
}

/** A record whose event was given up in another record of it. It takes over that decision. */
export function givenUpWith(letter: DeadLetter, given: DeadLetter): DeadLetter {
  return {
    ...letter,
    ...formOf(letter, given),
    status: 'discarded',
    nextRetryAt: null,
    lease: null,
    closedAt: given.closedAt,
    edits: keepEdits([...letter.edits, ...given.edits].toSorted((a, b) => a.at - b.at)),
  };
}

const FORMS: readonly EditKind[] = ['correct', 'undo'];

/** When a person last did one of these to it; -Infinity: never, or so long ago that nobody knows. */
function lastAt({ edits }: DeadLetter, kinds: readonly EditKind[]): number {
  return edits.findLast(({ kind }) => kinds.includes(kind))?.at ?? -Infinity;
}

function editOf(kind: EditKind, { now, by, auditId, reason, jobId }: Decision): Edit {
  return { at: now, by, kind, auditId, reason, ...(jobId === undefined ? {} : { jobId }) };
}
