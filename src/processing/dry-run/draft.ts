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
import type { ChangedFile } from '../schemas/changed-files.js';

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
  const body = bodyOf(text, maxDepth);
  const schema = memberOf(body, 'schema');
  return {
    payload: memberOf(body, 'payload'),
    // As in every body, `null` counts as absent, except for a payload.
    schema: schema === undefined ? undefined : (JSON.parse(schema) ?? undefined),
  };
}

/**
 * Reads the file of the schemas that a caller wants to try: its name is `draft_file`, its content `draft`. A JSON file may
 * be given as it is, any file as a string.
 *
 * @param text of the body, so that the digits of a JSON file are kept
 * @param name what was read of `draft_file`
 * @returns `null`: there is none
 * @throws Problem 400 where one of the two is missing, `too_deep`
 */
export function readSchemaDraft(
  text: string,
  name: string | undefined,
  maxDepth: number,
): ChangedFile | null {
  const content = memberOf(bodyOf(text, maxDepth), 'draft');
  const isAbsent = content === undefined || content === 'null';
  if (name === undefined && isAbsent) return null;
  const missing = (field: string, expected: string) =>
    Problem.badRequest('invalid_request', 'A draft has a name and a content.', [{ field, expected }]);
  if (name === undefined) throw missing('draft_file', 'the name of the file that `draft` is the content of');
  if (isAbsent) throw missing('draft', `the content of ${name}: a string, or the JSON of a .json file`);
  if (content.startsWith('"')) return { name, text: JSON.parse(content) as string };
  if (!name.endsWith('.json')) throw missing('draft', `a string, because ${name} is no JSON`);
  return { name, text: content };
}

/** @throws Problem 400 `too_deep` */
function bodyOf(text: string, maxDepth: number): JsonText {
  const body = toJsonText(text);
  if (depthOf(body) <= maxDepth) return body;
  throw Problem.badRequest('too_deep', 'The body is nested too deeply.', [
    { field: 'body', expected: `at most ${maxDepth} levels of nesting` },
  ]);
}

/** The event with its payload replaced. */
export function withPayload(event: CxoneEvent, payload: JsonText): CxoneEvent {
  const members = new Map(membersOf(event.text));
  members.set('payload', payload);
  const text = `{${[...members].map(([name, value]) => `${jsonString(name)}:${value}`).join(',')}}`;
  return storedEvent(text as JsonText, event.schemaVersion);
}
