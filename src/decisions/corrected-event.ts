import { inPlaceOf, readEvent, type CxoneEvent, type FieldProblem } from '../domain/event/event.js';
import {
  depthOf,
  jsonString,
  type JsonText,
  memberOf,
  membersOf,
  plainString,
} from '../domain/json/json-text.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';

/** What a corrected event may be. */
export interface EventBounds {
  maxBytes: number;
  /** Levels of arrays and objects. */
  maxDepth: number;
  /** Of an event that names no version. */
  defaultSchemaVersion: string;
}

/** Members by which the event is known: who corrects it must not make another one of it. */
const FIXED = ['event_id', 'tenant_id'] as const;

/**
 * The event that a correction puts in the place of a dead letter's own.
 *
 * @param text JSON
 * @param versioned gives an event the version that the rule of the registry says
 */
export function correctedEvent(
  letter: DeadLetter,
  text: JsonText,
  { maxBytes, maxDepth, defaultSchemaVersion }: EventBounds,
  versioned: (event: CxoneEvent) => CxoneEvent,
): CxoneEvent | { problems: FieldProblem[] } {
  if (text[0] !== '{') return { problems: [{ field: 'event', expected: 'a JSON object' }] };
  const { event, arrived } = letter;
  const changed = FIXED.filter((name) => idsIn(text, name) !== idsIn(event.text, name));
  if (changed.length > 0) {
    return {
      problems: changed.map((field) => ({
        field,
        expected: 'it as it arrived; a correction cannot change it',
      })),
    };
  }
  if (Buffer.byteLength(text) > maxBytes) {
    return { problems: [{ field: 'event', expected: `at most ${maxBytes} bytes` }] };
  }
  if (depthOf(text) > maxDepth) {
    return { problems: [{ field: 'event', expected: `at most ${maxDepth} levels of nesting` }] };
  }
  const reading = readEvent(text, defaultSchemaVersion);
  const problems = 'problems' in reading ? reading.problems : [];
  // An event that arrived without an id cannot get one here.
  const others = problems.filter(({ field }) => field !== 'event_id');
  if (others.length > 0) return { problems: others };
  const sameVersion = memberOf(text, 'schema_version') === memberOf(event.text, 'schema_version');
  const version =
    sameVersion || 'problems' in reading ? event.schemaVersion : versioned(reading.event).schemaVersion;
  return inPlaceOf(arrived ?? event, text, version);
}

/** The values of all members of this name; escapes do not count. */
function idsIn(text: JsonText, name: string): string {
  const values = membersOf(text).filter(([own]) => own === name);
  return values.map(([, value]) => (value[0] === '"' ? jsonString(plainString(value)) : value)).join();
}
