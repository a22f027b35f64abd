import { encodeRecord } from '../../src/dlq/dead-letter.codec.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import type { ObjectStore } from '../../src/store/object-store.port.js';
import { eventOf } from './event-of.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const policy = { baseDelayMs: HOUR_MS, maxDelayMs: HOUR_MS, maxAttempts: 3, attemptTimeoutMs: 1_000 };

interface SeededCause {
  failure: Failure;
  /** Who had the event, such as `target:crm`; `null`: nobody got it. */
  processor: string | null;
  /** Of a hundred events. */
  share: number;
  /** When they failed, before now: from and to. */
  ages: readonly [number, number];
  payload: (nth: number) => string;
}

const known = (nth: number) =>
  `"interaction_id":"int_${nth}","contactId":1234567890123456${nth % 1_000},"amount":12.10`;

/** The causes of seeded events: seven, of which the last one is new. The first one fails by the shipped schema as well. */
export const SEEDED_CAUSES: readonly SeededCause[] = [
  {
    failure: {
      code: 'validation_failed',
      reason: 'missing required field: interaction_id',
      retryable: false,
    },
    processor: null,
    share: 40,
    ages: [6 * DAY_MS, 0],
    payload: (nth) => `"customer":{"name":"Customer ${nth}","phone":"+49 30 ${nth}"},"amount":12.10`,
  },
  {
    failure: { code: 'upstream_error', reason: 'crm answered HTTP 503', retryable: true },
    processor: 'target:crm',
    share: 20,
    ages: [3 * DAY_MS, HOUR_MS],
    payload: known,
  },
  {
    failure: { code: 'upstream_timeout', reason: 'billing gave no answer within 10 s', retryable: true },
    processor: 'target:billing',
    share: 15,
    ages: [2 * DAY_MS, 4 * HOUR_MS],
    payload: known,
  },
  {
    failure: {
      code: 'upstream_rejected',
      reason: 'crm answered HTTP 409: contact is locked',
      retryable: false,
    },
    processor: 'target:crm',
    share: 10,
    ages: [5 * DAY_MS, DAY_MS],
    payload: known,
  },
  {
    failure: { code: 'validation_failed', reason: '/payload/amount must be a number', retryable: false },
    processor: null,
    share: 8,
    ages: [2 * DAY_MS, 0],
    payload: (nth) => `"interaction_id":"int_${nth}","amount":"12.10"`,
  },
  {
    failure: { code: 'unknown_schema_version', reason: 'no schema takes version v9', retryable: false },
    processor: null,
    share: 5,
    ages: [4 * DAY_MS, 2 * HOUR_MS],
    payload: known,
  },
  {
    failure: { code: 'upstream_rejected', reason: 'crm answered HTTP 422: unknown skill', retryable: false },
    processor: 'target:crm',
    share: 2,
    ages: [2 * HOUR_MS, 0],
    payload: known,
  },
];

export const SEEDED_TENANTS = ['t_acme', 't_blau', 't_corvus', 't_delta', 't_elm'];

/**
 * Puts dead letters of seven causes and five tenants straight into a store, spread over the six days before now. The same
 * number gives the same events.
 *
 * @returns how many there are of each cause, in the order of SEEDED_CAUSES
 */
export async function seedEvents(store: ObjectStore, number: number, now = Date.now()): Promise<number[]> {
  const counts = SEEDED_CAUSES.map(() => 0);
  const causes = SEEDED_CAUSES.flatMap((cause, index) => Array.from({ length: cause.share }, () => index));
  const puts: Array<Promise<unknown>> = [];
  for (let nth = 0; nth < number; nth++) {
    // 37 shares no factor with 100: neighbours have different causes, and each hundred has all of them.
    const index = causes[(nth * 37) % causes.length]!;
    const turn = counts[index]!++;
    puts.push(put(store, SEEDED_CAUSES[index]!, nth, ageOf(index, turn, number), now));
    if (puts.length === 200) await Promise.all(puts.splice(0));
  }
  await Promise.all(puts);
  return counts;
}

/** Two thirds are even over the cause's time, the others in a burst at its middle. */
function ageOf(index: number, turn: number, number: number): number {
  const { share, ages } = SEEDED_CAUSES[index]!;
  const [from, to] = ages;
  const part = turn / Math.max((number * share) / 100, 1);
  const spread = turn % 3 === 0 ? 0.45 + 0.1 * part : part;
  return from + (to - from) * Math.min(spread, 0.999);
}

async function put(
  store: ObjectStore,
  cause: SeededCause,
  nth: number,
  age: number,
  now: number,
): Promise<void> {
  const at = Math.floor(now - age - 1_000);
  const tenant = SEEDED_TENANTS[nth % SEEDED_TENANTS.length]!;
  const event = eventOf(
    `{"event_id":"evt_${nth}","tenant_id":"${tenant}","event_type":"contact.updated","payload":{${cause.payload(nth)}}}`,
  );
  const report = { startedAt: at - 120, processor: cause.processor, by: 'seed', received: null };
  const letter = firstFailure(event, cause.failure, report, { now: at, random: 0.5, policy });
  const { bytes, metadata } = encodeRecord(letter, `seed-${nth}`, at);
  await store.put(keyOfTraceId(letter.traceId), bytes, {
    condition: 'none',
    contentType: 'application/json',
    metadata,
  });
}
