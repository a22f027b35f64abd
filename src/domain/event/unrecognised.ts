import { batchIn } from './batch.js';
import { derivedId, shapeEvent } from './contract-shape.js';
import type { DeadLetter } from '../letter/dead-letter.js';
import type { CxoneEvent } from './event.js';
import type { Failure } from '../letter/failure.js';
import { jsonString, membersOf } from '../json/json-text.js';

const CODE = 'unrecognised_event';

/** What a record's error puts before the reason of a retry. */
const RETRY_PREFIX = /^retry \d+ failed: /;

/**
 * The failure of a dead letter that holds no event: it was kept because nothing recognised it, and nobody has made an
 * event of it since. A retry must not process it, whatever its schema would accept.
 *
 * @param event what is to be tried in the place of the record's own event, such as a draft
 * @returns `null` where there is an event to process
 */
export function failureOfNoEvent(letter: DeadLetter, event: CxoneEvent = letter.event): Failure | null {
  if (!wasUnrecognised(letter) || wasCorrected(letter, event) || isEvent(event)) return null;
  return { code: CODE, reason: reasonOf(letter), retryable: false };
}

/** Later failures of a retry replace the record's code, and drop its first attempts: then its event tells. */
function wasUnrecognised({ errorCode, attempts, event }: DeadLetter): boolean {
  if (errorCode === CODE || attempts.some((attempt) => attempt.errorCode === CODE)) return true;
  const names = membersOf(event.text).map(([name]) => name);
  return names.join() === 'event_id,payload' && hasDerivedId(event) && isNoEvent(event);
}

/** A person has changed it, or tries now what a change would make of it. */
function wasCorrected({ arrived, event: own }: DeadLetter, event: CxoneEvent): boolean {
  return arrived !== null || event.payload !== own.payload;
}

/** One with an id of its own, or one whose payload is an event by itself: somebody put it there with an S3 tool. */
function isEvent(event: CxoneEvent): boolean {
  if (event.eventId === '') return false;
  return !/^sha256-[0-9a-f]{64}$/.test(event.eventId) || !isNoEvent(event);
}

function hasDerivedId({ eventId, payload }: CxoneEvent): boolean {
  return payload !== null && derivedId(payload) === jsonString(eventId);
}

function isNoEvent({ payload, schemaVersion }: CxoneEvent): boolean {
  if (payload === null || batchIn(payload) !== null) return true;
  return 'problems' in shapeEvent(payload, schemaVersion);
}

function reasonOf({ error, errorCode, attempts }: DeadLetter): string {
  const told = errorCode === CODE ? error : attempts.findLast((attempt) => attempt.errorCode === CODE)?.error;
  return told?.replace(RETRY_PREFIX, '') || 'not an event';
}
