import { identityOf } from './event-identity.js';
import { Noted } from './noted.js';
import { membersOf, type JsonMember, type JsonText } from '../json/json-text.js';

/** A Data Action event. Ids are text, even if they were numbers in JSON. `text` and `payload` are as they arrived. */
export interface CxoneEvent {
  text: JsonText;
  eventId: string;
  tenantId: string | null;
  schemaVersion: string;
  payload: JsonText | null;
  /** What its trace id ends in, 32 hex digits: different events may share it. See EventIdentity. */
  suffix: string;
  /** 32 hex digits by which events are compared: the same for the same event alone. See EventIdentity. */
  identity: string;
}

/** One thing that is wrong with an input: which field, and what was expected of it. */
export interface FieldProblem {
  field: string;
  expected: string;
}

/** The same as one line of text. */
export function problemLine({ field, expected }: FieldProblem): string {
  return `${field}: expected ${expected}`;
}

export type EventReading = { event: CxoneEvent } | { problems: FieldProblem[] };

/**
 * Reads an event from JSON text. Only the envelope is looked at; the payload may be any JSON.
 * `defaultSchemaVersion` stands in where the event names none.
 */
export function readEvent(text: JsonText, defaultSchemaVersion: string): EventReading {
  if (text[0] !== '{') return { problems: [{ field: 'body', expected: 'a JSON object' }] };
  const members = membersOf(text);
  const fields = new Map(members);
  const problems: FieldProblem[] = [];

  const eventId = fields.get('event_id');
  if (!isId(eventId)) {
    problems.push({ field: 'event_id', expected: 'a non-empty string or a number' });
  }
  for (const field of ['tenant_id', 'timestamp', 'schema_version']) {
    const value = fields.get(field);
    if (value !== undefined && value !== 'null' && value[0] !== '"' && !isNumber(value)) {
      problems.push({ field, expected: 'a string or a number, or nothing' });
    }
  }
  if (problems.length > 0) return { problems };
  return { event: new ReadEvent(fieldsOf(text, members, fields, defaultSchemaVersion)) };
}

/**
 * The event inside a stored record. Whatever the record holds becomes an event, since it was let in once:
 * what has no event id gets an empty one.
 */
export function storedEvent(text: JsonText, schemaVersion: string): CxoneEvent {
  const members = membersOf(text);
  return new ReadEvent({ ...fieldsOf(text, members, new Map(members), schemaVersion), schemaVersion });
}

/**
 * A corrected event in the place of the one that arrived. It has the identity of what arrived, so a redelivery of that is
 * known, and two records of it are known to be of one event.
 */
export function inPlaceOf(arrived: CxoneEvent, text: JsonText, schemaVersion: string): CxoneEvent {
  const { suffix, identity } = arrived;
  return changedEvent(storedEvent(text, schemaVersion), { suffix, identity });
}

function fieldsOf(
  text: JsonText,
  members: readonly JsonMember[],
  fields: ReadonlyMap<string, JsonText>,
  defaultVersion: string,
): CxoneEvent {
  return {
    text,
    eventId: textOf(fields.get('event_id')) ?? '',
    tenantId: textOf(fields.get('tenant_id')),
    schemaVersion: textOf(fields.get('schema_version')) || defaultVersion,
    payload: fields.get('payload') ?? null,
    ...identityOf(members, fields),
  };
}

/** All events are of one class, so that each carries what was found out about it. */
class ReadEvent extends Noted implements CxoneEvent {
  readonly text: JsonText;
  readonly eventId: string;
  readonly tenantId: string | null;
  readonly schemaVersion: string;
  readonly payload: JsonText | null;
  readonly suffix: string;
  readonly identity: string;

  constructor({ text, eventId, tenantId, schemaVersion, payload, suffix, identity }: CxoneEvent) {
    super();
    this.text = text;
    this.eventId = eventId;
    this.tenantId = tenantId;
    this.schemaVersion = schemaVersion;
    this.payload = payload;
    this.suffix = suffix;
    this.identity = identity;
  }
}

/** The event with other values in some fields. Nothing that was found out about it is taken over. */
export function changedEvent(event: CxoneEvent, changes: Partial<CxoneEvent>): CxoneEvent {
  return new ReadEvent({ ...event, ...changes });
}

function textOf(value: JsonText | undefined): string | null {
  if (value === undefined || value === 'null') return null;
  // A copy: a part of the text, kept for as long as the id is known, would keep all of the text with it.
  return value[0] === '"' ? (JSON.parse(value) as string) : value;
}

/** Whether a value can be an id: a non-empty string or a number. */
export function isId(value: JsonText | undefined): value is JsonText {
  return (value?.[0] === '"' && value !== '""') || isNumber(value);
}

function isNumber(value: JsonText | undefined): boolean {
  return value !== undefined && /^[-0-9]/.test(value);
}
