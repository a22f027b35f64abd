import { isLosslessNumber, parse, stringify } from 'lossless-json';

/** JSON whose numbers keep every digit; `parseExactly` makes it. */
export type ExactJson = unknown;
export type ExactObject = Readonly<Record<string, ExactJson>>;

/** @throws SyntaxError where the text is no JSON, or an object has a name twice with different values */
export function parseExactly(text: string): ExactJson {
  return parse(text);
}

/** @param indent spaces; absent: on one line */
export function exactText(value: ExactJson, indent?: number): string {
  return stringify(value, undefined, indent) ?? 'null';
}

export function isObject(value: ExactJson): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** @returns a text, or a number as it was written; `null` for anything else */
export function scalarText(value: ExactJson): string | null {
  if (typeof value === 'string') return value;
  return isLosslessNumber(value) ? value.toString() : null;
}
