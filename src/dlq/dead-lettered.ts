import { eventTypeOf } from '../domain/event/event-type.js';
import type { DeadLetter, Status } from '../domain/letter/dead-letter.js';
import type { Shown } from '../domain/masking/shown-event.js';
import type { Masking } from '../domain/masking/masking.js';
import type { FactTypes } from '../runtime/facts.js';

/**
 * The fact that a write tells where it made the event a dead letter: the record is new, or its event was stored before
 * it was processed, and has failed for the first time.
 *
 * @param masking what nobody is shown: the fact's texts are for people
 * @param before the status of the record before the write; `null`: there was none
 * @returns `null` where the write did not do that
 */
export function deadLettered(
  before: Status | null,
  letter: DeadLetter,
  masking: Masking,
): FactTypes['dead_lettered'] | null {
  const { traceId, status, errorCode, fingerprint } = letter;
  if (before !== null && before !== 'received') return null;
  if (status !== 'pending' && status !== 'parked') return null;
  let shown: Shown | undefined;
  const inPublic = (): Shown => (shown ??= masking.of(letter));
  const target = letter.attempts.at(-1)?.processor ?? null;
  return {
    traceId,
    // What people are told of it is masked when somebody asks.
    get tenantId() {
      return inPublic().event.tenantId;
    },
    errorCode,
    get error() {
      return inPublic().text(letter.error);
    },
    target,
    status,
    fingerprint,
    // To find it takes a pass over the event's text, which may be long.
    get eventType() {
      return eventTypeOf(inPublic().event);
    },
  };
}
