import { allowMethods, badInput, jsonObject, readBody } from './http.mjs';

export const CONTROL_PATH = '/_control';
const MODES = ['ok', 'outage', 'rate_limited', 'unavailable', 'hang'];
/** A day, since setTimeout takes at most 24 days. */
const MAX_DELAY_MS = 86_400_000;

/** @type {Record<string, { expected: string, accepts: (value: unknown) => boolean }>} */
const FIELDS = {
  mode: { expected: `one of ${MODES.join(', ')}`, accepts: (value) => MODES.includes(value) },
  retry_after: { expected: 'whole seconds from 0, or an HTTP date', accepts: isRetryAfter },
  token_ttl_s: { expected: 'a number above 0', accepts: (value) => Number.isFinite(value) && value > 0 },
  token_delay_ms: {
    expected: `a whole number from 0 to ${MAX_DELAY_MS}`,
    accepts: (value) => Number.isInteger(value) && value >= 0 && value <= MAX_DELAY_MS,
  },
  revoke_tokens: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  reset: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
};

/**
 * `GET` shows the mode and the counters; `POST` changes how the fake behaves. Fields that are absent change nothing,
 * and nothing is changed where any field is wrong.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('./state.mjs').FakeState} state
 * @returns {Promise<object>}
 */
export async function answerControl(request, state) {
  allowMethods(request, ['GET', 'POST']);
  if (request.method === 'POST') apply(jsonObject(await readBody(request)), state);
  return state.report();
}

/**
 * @param {Record<string, unknown>} wish
 * @param {import('./state.mjs').FakeState} state
 */
function apply(wish, state) {
  const errors = problemsOf(wish);
  if (errors.length > 0) throw badInput(errors);
  if (wish.reset === true) state.reset();
  if (wish.revoke_tokens === true) state.tokens.clear();
  if (wish.mode !== undefined) {
    state.mode = wish.mode;
    // A Retry-After belongs to the mode it was given with.
    state.retryAfter = null;
  }
  if (wish.retry_after !== undefined) state.retryAfter = wish.retry_after;
  if (wish.token_ttl_s !== undefined) state.tokenTtlS = wish.token_ttl_s;
  if (wish.token_delay_ms !== undefined) state.tokenDelayMs = wish.token_delay_ms;
}

/** @param {Record<string, unknown>} wish */
function problemsOf(wish) {
  const errors = [];
  for (const [field, value] of Object.entries(wish)) {
    if (!Object.hasOwn(FIELDS, field)) {
      errors.push({ field, expected: `no such field; there are ${Object.keys(FIELDS).join(', ')}` });
    } else if (!FIELDS[field].accepts(value)) {
      errors.push({ field, expected: FIELDS[field].expected });
    }
  }
  return errors;
}

/** @param {unknown} value */
function isRetryAfter(value) {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0;
  // Only the date form of RFC 9110 that senders use today; Date.parse alone accepts almost anything.
  return typeof value === 'string' && value.endsWith(' GMT') && new Date(value).toUTCString() === value;
}
