import { toJsonText, type JsonText } from './json-text.js';

/** A request's body as text. */
export interface BodyText {
  /** As it arrived. */
  raw: string;
  /** The JSON in it. */
  json: JsonText;
  /** Whether a form held more than the JSON. */
  inFormWithMore: boolean;
}

/** Names under which forms carry JSON, the whole event in one field. */
const FORM_FIELDS = ['payload', 'event', 'data', 'body', 'json'];

/** A form of more fields is not looked into. */
const MAX_FORM_FIELDS = 32;

const BYTE_ORDER_MARK = '\ufeff';

/**
 * The JSON in a body, whatever its Content-Type says: JSON in UTF-8, with or without a byte order mark; with `forms`
 * also JSON in a form (`payload=...`, or percent-encoded as a whole), as scripts send it that post JSON as a form.
 *
 * @returns `null` where there is none.
 */
export function readBody(body: Uint8Array, { forms }: { forms: boolean }): BodyText | null {
  const raw = utf8(body);
  if (raw === null) return null;
  const json = jsonIn(raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw);
  if (json !== null) return { raw, json, inFormWithMore: false };
  return forms ? jsonInForm(raw) : null;
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

function jsonInForm(raw: string): BodyText | null {
  const text = raw.trim();
  const bare = FORM_FIELDS.find((name) => text.startsWith(`${name}={`) || text.startsWith(`${name}=[`));
  if (bare !== undefined) {
    // A sender that did not encode at all: `&`, `+` and `%` in it are the JSON's own.
    const json = jsonIn(text.slice(bare.length + 1));
    if (json !== null) return { raw, json, inFormWithMore: false };
  }
  const fields = text.split('&', MAX_FORM_FIELDS + 1);
  if (fields.length > MAX_FORM_FIELDS) return null;
  for (const field of fields) {
    const json = jsonInField(field);
    if (json !== null) return { raw, json, inFormWithMore: fields.length > 1 };
  }
  return null;
}

function jsonInField(field: string): JsonText | null {
  const at = field.indexOf('=');
  // JSON as a form's only name: `%7B...%7D`, or `%7B...%7D=`.
  if (at === -1 || at === field.length - 1) return structureIn(at === -1 ? field : field.slice(0, at));
  return FORM_FIELDS.includes(field.slice(0, at)) ? structureIn(field.slice(at + 1)) : null;
}

/** A scalar would be taken for JSON wherever a form has a number. */
function structureIn(encoded: string): JsonText | null {
  try {
    const json = jsonIn(decodeURIComponent(encoded.replaceAll('+', ' ')));
    return json?.[0] === '{' || json?.[0] === '[' ? json : null;
  } catch {
    return null;
  }
}
