import { allowMethods, badInput, jsonObject, readBody, Refusal } from './http.mjs';
import { checkBearer } from './tokens.mjs';

const VALIDATE = /^\/api\/events\/([^/]+)\/validate$/;
const ACKNOWLEDGE = '/api/events/acknowledge';
/** This CXone does not know events whose id begins so, which is a permanent failure. */
const UNKNOWN_PREFIX = 'unknown';

/**
 * The API that events are validated and acknowledged with.
 * @param {import('node:http').IncomingMessage} request
 * @param {string} path
 * @param {import('./state.mjs').FakeState} state
 * @returns {Promise<object>}
 */
export async function answerApi(request, path, state) {
  const validated = VALIDATE.exec(path);
  if (validated) {
    allowMethods(request, ['GET']);
    checkBearer(request, state);
    return validate(decoded(validated[1] ?? ''), state);
  }
  if (path === ACKNOWLEDGE) {
    allowMethods(request, ['POST']);
    checkBearer(request, state);
    return acknowledge(jsonObject(await readBody(request)), state);
  }
  throw new Refusal(404, { error: 'not_found', error_description: 'the fake CXone has no such path' });
}

/**
 * @param {string} eventId
 * @param {import('./state.mjs').FakeState} state
 */
function validate(eventId, state) {
  state.validations.set(eventId, (state.validations.get(eventId) ?? 0) + 1);
  if (eventId.startsWith(UNKNOWN_PREFIX)) {
    throw new Refusal(404, { error: 'unknown_event', error_description: 'no such event' });
  }
  return { event_id: eventId, valid: true };
}

/**
 * @param {Record<string, unknown>} body
 * @param {import('./state.mjs').FakeState} state
 */
function acknowledge(body, state) {
  const { event_id, trace_id } = body;
  const errors = [];
  if (!(typeof event_id === 'number' || (typeof event_id === 'string' && event_id !== ''))) {
    errors.push({ field: 'event_id', expected: 'a non-empty string or a number' });
  }
  if (typeof trace_id !== 'string' || trace_id === '') {
    errors.push({ field: 'trace_id', expected: 'a non-empty string' });
  }
  if (errors.length > 0) throw badInput(errors);
  state.acknowledgements.push({ event_id, trace_id });
  return { acknowledged: true };
}

/** @param {string} segment */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badInput([{ field: 'event_id', expected: 'percent-encoded UTF-8' }]);
  }
}
