import { createHash } from 'node:crypto';
import type { CxoneEvent } from '../event/event.js';
import { interactionIdOf } from '../event/interaction-id.js';
import { Noted } from '../event/noted.js';
import type { Attempt, DeadLetter } from './dead-letter.js';
import { remembered } from '../text/remembered.js';
import { maskReason } from './mask-reason.js';

/** Tells fingerprints of one way of masking from those of another (ADR 25). */
export const FINGERPRINTS = 'v2';

const FINGERPRINT = /^v\d{1,4}-[0-9a-f]{16}$/;

/** What a record's error begins with after a retry. */
const RETRY = /^retry \d+ failed: /;

/** The failure that a fingerprint is made of. */
export interface Failed {
  code: string;
  reason: string;
  /** The destination that the attempt had; `null`: none was found. */
  target: string | null;
}

/**
 * The same text for failures of the same cause: the error code, the target, and the reason with everything masked that
 * differs from event to event. The version tag, `-` and 16 hex digits.
 *
 * @param event the event that failed, as it arrived
 */
export function fingerprintOf({ code, reason, target }: Failed, event: CxoneEvent): string {
  const notes = Noted.notesOf(event);
  const known = notes?.cause;
  if (known?.reason === reason && known.code === code && known.target === target) return known.fingerprint;
  const cause = `${code}\n${target ?? ''}\n${maskReason(reason, idsOf(event))}`;
  const fingerprint = fingerprintOfCause(cause);
  if (notes !== undefined) notes.cause = { code, reason, target, fingerprint };
  return fingerprint;
}

const fingerprintOfCause = remembered(
  (cause) => `${FINGERPRINTS}-${createHash('sha256').update(cause).digest('hex').slice(0, 16)}`,
);

export function isFingerprint(text: string): boolean {
  return FINGERPRINT.test(text);
}

/** Why a dead letter failed the last time, as one text for each cause. */
export interface LetterCause {
  /** Empty: nothing has failed yet. */
  fingerprint: string;
  /** The destination of the attempt that failed; `null`: none was found, or nothing has failed yet. */
  target: string | null;
  /** Since when it has failed for this cause, as far as its attempts tell, milliseconds since the epoch. */
  since: number;
}

/**
 * The cause of a dead letter, from what its record says. The fingerprint in the record is not used: another version of
 * the service may have made it, and one cause must not become two groups (ADR 25).
 */
export function causeOf(letter: DeadLetter): LetterCause {
  const { event, errorCode: code, error, firstFailedAt } = letter;
  if (code === '') return { fingerprint: '', target: null, since: firstFailedAt };
  const failed = letter.attempts.filter((attempt) => attempt.errorCode !== null);
  const target = failed.at(-1)?.processor ?? null;
  const fingerprint = fingerprintOf({ code, reason: reasonOf(error), target }, event);
  const others = failed.findLastIndex((attempt) => !isOf(attempt, fingerprint, letter));
  const since = others < 0 ? firstFailedAt : (failed[others + 1]?.at ?? letter.failedAt);
  return { fingerprint, target, since };
}

/** A reason with `?` in place of what differs from event to event. */
export function shownReason(error: string, ids: ReadonlyArray<string | null>): string {
  return maskReason(reasonOf(error), ids);
}

function isOf(attempt: Attempt, fingerprint: string, { event, errorCode, error }: DeadLetter): boolean {
  const { errorCode: code, error: text, processor: target } = attempt;
  if (code !== errorCode || text === null) return false;
  // Most attempts fail with the same words.
  const reason = reasonOf(text);
  return fingerprintOf({ code, reason, target }, event) === fingerprint || reason === reasonOf(error);
}

function reasonOf(error: string): string {
  return error.replace(RETRY, '');
}

function idsOf(event: CxoneEvent): Array<string | null> {
  return [event.eventId, event.tenantId, event.schemaVersion, interactionIdOf(event)];
}
