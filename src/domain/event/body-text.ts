import { batchIn } from './batch.js';
import { Names } from './event-aliases.js';
import { formFields, memberOfField, type FormField } from './form.js';
import { objectOf, toJsonText, type JsonMember, type JsonText } from '../json/json-text.js';

/** A request's body as text. */
export interface BodyText {
  /** As it arrived. */
  raw: string;
  /** The JSON in it, or the object that a form is. */
  json: JsonText;
  /** What a form holds beside an event or a batch, as members. */
  beside: JsonMember[];
  /** Whether the body only looks like a form: no Content-Type says so, and it counts only if it holds an event. */
  guessed: boolean;
}

export interface BodyReading {
  /** Whether forms are read. */
  forms: boolean;
  /** Whether the Content-Type says that the body is a form. */
  saidForm?: boolean;
}

type Unread = 'too_many_fields' | null;

/** Names under which forms carry JSON, in one field. */
const JSON_FIELDS = ['payload', 'event', 'data', 'body', 'json'];

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The JSON in a body, whatever its Content-Type says: JSON in UTF-8, with or without a byte order mark; with `forms`
 * also a form. JSON in a form (`payload=...`, or percent-encoded as a whole) is an event or a batch where it is one by
 * itself, and otherwise the payload of the event that the fields beside it make; a form without JSON is an object of
 * texts.
 *
 * @returns `null` where there is none; `too_many_fields` where it is a form of more fields than are read
 */
export function readBody(body: Uint8Array, { forms, saidForm = false }: BodyReading): BodyText | Unread {
  const raw = utf8(body);
  if (raw === null) return null;
  const json = jsonIn(raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw);
  if (json !== null) return { raw, json, beside: [], guessed: false };
  return forms ? jsonInForm(raw, saidForm) : null;
}

function utf8(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

function jsonIn(text: string): JsonText | null {
  try {
    return toJsonText(text);
  } catch {
    return null;
  }
}

function jsonInForm(raw: string, said: boolean): BodyText | Unread {
  const text = raw.trim();
  const bare = JSON_FIELDS.find((name) => text.startsWith(`${name}={`) || text.startsWith(`${name}=[`));
  if (bare !== undefined) {
    // A sender that did not encode at all: `&`, `+` and `%` in it are the JSON's own.
    const json = jsonIn(text.slice(bare.length + 1));
    if (json !== null) return { raw, json, beside: [], guessed: false };
  }
  // JSON as a form's only name: `%7B...%7D`, or `%7B...%7D=`.
  if (!text.includes('&') && text.includes('%')) {
    const json = structureIn(fieldName(text));
    if (json !== null) return { raw, json, beside: [], guessed: false };
  }
  const fields = formFields(text, said || bare !== undefined);
  if (fields === null || fields === 'too_many_fields') return fields;
  const carrier = carrierIn(fields);
  if (carrier === null) return { raw, json: objectOf(fields.map(memberOfField)), beside: [], guessed: !said };
  const { name, json } = carrier;
  const beside = fields.filter(([other]) => other !== name).map(memberOfField);
  if (beside.length === 0 || isWhole(json, beside)) return { raw, json, beside, guessed: false };
  const payload = name === 'data' || beside.some(([other]) => other === 'payload') ? name : 'payload';
  return { raw, json: objectOf([...beside, [payload, json]]), beside: [], guessed: false };
}

/** The field that carries JSON: by name, or one that is nothing but JSON. */
function carrierIn(fields: readonly FormField[]): { name: string; json: JsonText } | null {
  for (const wanted of JSON_FIELDS) {
    const values = fields.find(([name]) => name === wanted)?.[1];
    const json = values?.length === 1 ? structureIn(values[0] ?? '') : null;
    if (json !== null) return { name: wanted, json };
  }
  for (const [name, values] of fields) {
    const json = values.join('') === '' ? structureIn(name) : null;
    if (json !== null) return { name, json };
  }
  return null;
}

/** Whether JSON of a form is an event or a batch by itself, so that what stands beside it is added to that. */
function isWhole(json: JsonText, beside: readonly JsonMember[]): boolean {
  // A form that names the event is the event.
  if (new Names(objectOf(beside)).find('event_id') !== undefined) return false;
  const batch = batchIn(json);
  if (batch !== null) return batch.elements[0]?.[0] === '{';
  const names = new Names(json);
  const anything = () => true;
  const own = names.find('event_id') ?? names.find('payload', anything) ?? names.find('data', anything);
  return own !== undefined;
}

function fieldName(text: string): string {
  const name = text.endsWith('=') ? text.slice(0, -1) : text;
  try {
    return name.includes('=') ? '' : decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

/** A scalar would be taken for JSON wherever a form has a number. */
function structureIn(text: string): JsonText | null {
  if (!/^\s*[{[]/.test(text)) return null;
  return jsonIn(text);
}
