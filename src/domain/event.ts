import { createHash } from 'node:crypto';
import { jsonString, membersOf, type JsonText } from './json-text.js';

/** A Data Action event. Ids are text here, whatever they were in JSON; `text` and `payload` are as they arrived. */
export interface CxoneEvent {
  text: JsonText;
  eventId: string;
  tenantId: string | null;
  schemaVersion: string;
  payload: JsonText | null;
  /** 32 hex digits that are the same for the same tenant, event id and payload, and for nothing else. */
  identity: string;
}

/** One thing that is wrong with an input: which field, and what was expected of it. */
export interface FieldProblem {
  field: string;
  expected: string;
}

export type EventReading = { event: CxoneEvent } | { problems: FieldProblem[] };

/**
 * Reads an event from JSON text. Only the envelope is looked at; the payload may be any JSON.
 * `defaultSchemaVersion` stands in where the event names none.
 */
export function readEvent(text: JsonText, defaultSchemaVersion: string): EventReading {
  if (text[0] !== '{') return { problems: [{ field: 'body', expected: 'a JSON object' }] };
  const fields = new Map(membersOf(text));
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
  return problems.length > 0 ? { problems } : { event: eventOf(text, fields, defaultSchemaVersion) };
}

/**
 * The event inside a stored record. Whatever the record holds becomes an event, since it was let in once:
 * what has no event id gets an empty one.
 */
export function storedEvent(text: JsonText, schemaVersion: string): CxoneEvent {
  const fields = new Map(membersOf(text));
  return { ...eventOf(text, fields, schemaVersion), schemaVersion };
}

function eventOf(text: JsonText, fields: Map<string, JsonText>, defaultVersion: string): CxoneEvent {
  const payload = fields.get('payload') ?? null;
  return {
    text,
    eventId: textOf(fields.get('event_id')) ?? '',
    tenantId: textOf(fields.get('tenant_id')),
    schemaVersion: textOf(fields.get('schema_version')) || defaultVersion,
    payload,
    identity: identityOf(fields.get('tenant_id'), fields.get('event_id'), payload),
  };
}

/** The contract's rule for the suffix of a trace id: SHA-256 over `[tenant_id,event_id]` and the payload. */
function identityOf(
  tenant: JsonText | undefined,
  id: JsonText | undefined,
  payload: JsonText | null,
): string {
  return createHash('sha256')
    .update(`[${normal(tenant)},${normal(id)}]${payload ?? ''}`)
    .digest('hex')
    .slice(0, 32);
}

/** A string in JSON.stringify's own escaping, a number with the digits it came with. */
function normal(value: JsonText | undefined): string {
  if (value === undefined) return 'null';
  return value[0] === '"' ? jsonString(JSON.parse(value) as string) : value;
}

function textOf(value: JsonText | undefined): string | null {
  if (value === undefined || value === 'null') return null;
  return value[0] === '"' ? (JSON.parse(value) as string) : value;
}

/** Whether a value can be an id: a non-empty string or a number. */
export function isId(value: JsonText | undefined): value is JsonText {
  return (value?.[0] === '"' && value !== '""') || isNumber(value);
}

function isNumber(value: JsonText | undefined): boolean {
  return value !== undefined && /^[-0-9]/.test(value);
}
