import { ERROR_CODES } from '../domain/letter/failure.js';
import { SIGNATURE_FAILURES } from '../domain/signature/verify-signature.js';
import type { AttemptEnded, DuplicateKind, EventReceived, FactTypes } from '../runtime/fact-types.js';

type StoreCall = FactTypes['store_called'];

/** The label value of whatever has none of its own, so that the number of series is bounded. */
export const OTHER = 'other';

/** The values of each label whose values are known beforehand. TypeScript holds each list complete. */
export const OUTCOMES_OF_EVENTS = namesOf<EventReceived['outcome']>({
  processed: true,
  dead_lettered: true,
  received: true,
  duplicate: true,
  refused: true,
  not_stored: true,
});

export const KINDS_OF_DUPLICATES = namesOf<DuplicateKind>({
  in_flight: true,
  processed: true,
  received: true,
  dead_lettered: true,
});

const TRIGGERS = namesOf<AttemptEnded['trigger']>({ sweep: true, page: true, person: true, job: true });

const OUTCOMES_OF_RETRIES = namesOf<AttemptEnded['outcome']>({
  processed: true,
  failed: true,
  held: true,
  none: true,
});

export const RETRIES = TRIGGERS.flatMap((trigger) =>
  OUTCOMES_OF_RETRIES.map((outcome) => ({ trigger, outcome })),
);

const STORE_OPERATIONS = namesOf<StoreCall['operation']>({
  put: true,
  get: true,
  head: true,
  list: true,
  delete: true,
});

const OUTCOMES_OF_STORE_CALLS = namesOf<StoreCall['outcome']>({
  ok: true,
  conflict: true,
  missing: true,
  failed: true,
});

export const STORE_CALLS = STORE_OPERATIONS.flatMap((operation) =>
  OUTCOMES_OF_STORE_CALLS.map((outcome) => ({ operation, outcome })),
);

export const OUTCOMES_OF_CALLS = namesOf<FactTypes['delivery_ended']['outcome']>({ ok: true, failed: true });

/** What a word is counted under: itself where it is one of `known`, else OTHER. */
function knownOr(known: readonly string[]): (word: string) => string {
  const words = new Set(known);
  return (word) => (words.has(word) ? word : OTHER);
}

export const errorCodeLabel = knownOr(ERROR_CODES);
export const signatureLabel = knownOr(SIGNATURE_FAILURES);

function namesOf<Name extends string>(names: Record<Name, true>): Name[] {
  return Object.keys(names) as Name[];
}
