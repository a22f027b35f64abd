import { ENVELOPE } from './event-aliases.js';
import { jsonString, type JsonMember, type JsonText } from '../json/json-text.js';

/** Fields of a form that is taken for an event. */
export const MAX_FORM_FIELDS = 1_000;

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** One field of a form: its name, and each value that it has, decoded. */
export type FormField = readonly [name: string, values: readonly string[]];

/** What a form looks like whose Content-Type does not say that it is one: encoded, and with a value somewhere. */
const STRICT = /^[\w.*%+[\]-]+=[\w.*%+!'()~:@/,;-]*(?:&[\w.*%+[\]-]+=[\w.*%+!'()~:@/,;-]*)*$/;

/** Broken JSON, XML and the like are no forms, even if the Content-Type says so. */
const NO_FORM = /^[\s\ufeff]*[{["<]/;

/** Whether a Content-Type says that the body is a form. */
export function isFormType(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === FORM_TYPE;
}

/**
 * The fields of a form, in the order of their first values; names and values are decoded (WHATWG URL, section 5.1).
 *
 * @param said whether the Content-Type says that it is a form: otherwise it must look like one
 * @returns `null` for what is no form; `too_many_fields` for a form of more than MAX_FORM_FIELDS
 */
export function formFields(text: string, said: boolean): FormField[] | 'too_many_fields' | null {
  if (NO_FORM.test(text) || !text.includes('=') || !(said || STRICT.test(text))) return null;
  const parts = text.split('&', MAX_FORM_FIELDS + 1);
  if (parts.length > MAX_FORM_FIELDS) return 'too_many_fields';
  const fields = new Map<string, string[]>();
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const end = equals === -1 ? part.length : equals;
    const name = decodeFormText(part.slice(0, end));
    const values = fields.get(name) ?? [];
    values.push(decodeFormText(part.slice(end + 1)));
    fields.set(name, values);
  }
  return [...fields];
}

/** A field as a member: its text, or the texts of a field that is repeated. */
export function memberOfField([name, values]: FormField): JsonMember {
  const [first = ''] = values;
  const isOneId = ENVELOPE.some((field) => field === name) && values.every((value) => value === first);
  if (values.length === 1 || isOneId) return [name, jsonString(first)];
  return [name, JSON.stringify(values) as JsonText];
}

/** `+` is a space, `%XX` a byte of UTF-8. What is no UTF-8, and a `%` that stands for itself, stay as they are. */
export function decodeFormText(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes);
      } catch {
        return bytes;
      }
    });
  }
}
