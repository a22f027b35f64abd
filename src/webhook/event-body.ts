import { readEvent, type CxoneEvent } from '../domain/event.js';
import { toJsonText, type JsonText } from '../domain/json-text.js';
import { Problem } from '../http/problem.js';

/**
 * The event in a request's body, whatever its Content-Type says.
 *
 * @throws Problem 400 that names the field and what was expected.
 */
export function eventOfBody(body: unknown, defaultSchemaVersion: string): CxoneEvent {
  const reading = readEvent(jsonOf(body), defaultSchemaVersion);
  if ('event' in reading) return reading.event;
  throw Problem.badRequest('not_an_event', 'The body is not an event.', reading.problems);
}

function jsonOf(body: unknown): JsonText {
  try {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return toJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw Problem.badRequest('invalid_json', 'The body is not JSON.', [
      { field: 'body', expected: 'a JSON object in UTF-8' },
    ]);
  }
}
