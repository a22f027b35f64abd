import { storedEvent, type CxoneEvent } from '../../domain/event/event.js';
import {
  depthOf,
  jsonString,
  memberOf,
  membersOf,
  toJsonText,
  type JsonText,
} from '../../domain/json/json-text.js';
import { Problem } from '../../http/problem.js';

/** The changes that a caller wants to try. */
export interface Draft {
  payload: JsonText | undefined;
  schema: unknown;
}

/**
 * Reads a draft from the text of a body, so that its digits are kept.
 *
 * @param text a JSON object
 * @param maxDepth levels of arrays and objects
 * @throws Problem 400 `too_deep`
 */
export function readDraft(text: string, maxDepth: number): Draft {
  const body = toJsonText(text);
  if (depthOf(body) > maxDepth) {
    throw Problem.badRequest('too_deep', 'The body is nested too deeply.', [
      { field: 'body', expected: `at most ${maxDepth} levels of nesting` },
    ]);
  }
  const schema = memberOf(body, 'schema');
  return {
    payload: memberOf(body, 'payload'),
    // As in every body, `null` counts as absent, except for a payload.
    schema: schema === undefined ? undefined : (JSON.parse(schema) ?? undefined),
  };
}

/** The event with its payload replaced. */
export function withPayload(event: CxoneEvent, payload: JsonText): CxoneEvent {
  const members = new Map(membersOf(event.text));
  members.set('payload', payload);
  const text = `{${[...members].map(([name, value]) => `${jsonString(name)}:${value}`).join(',')}}`;
  return storedEvent(text as JsonText, event.schemaVersion);
}
