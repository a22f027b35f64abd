import { scanJson } from './json-scan.js';
import { RecentValues } from './recent-values.js';

/** Text that is valid JSON and holds no insignificant white space. Kept as text, so that every digit survives. */
export type JsonText = string & { readonly __jsonText: true };

/** One member of a JSON object. */
export type JsonMember = readonly [name: string, value: JsonText];

/** Every question about a large event asks for its members: they are looked for once. */
const indexes = new RecentValues((text: JsonText) =>
  spansOf(text).map(({ name, nameEnd, end }) => [name, text.slice(nameEnd + 1, end) as JsonText] as const),
);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Checks that `text` is JSON and takes the insignificant white space out of it; all else stays to the letter.
 *
 * @throws SyntaxError when `text` is not JSON (RFC 8259).
 */
export function toJsonText(text: string): JsonText {
  const scan = scanJson(text);
  // For its message.
  if (scan === null) JSON.parse(text);
  return (scan?.spaced === false ? text : withoutWhiteSpace(text)) as JsonText;
}

/** The JSON text of a string. */
export function jsonString(value: string): JsonText {
  return JSON.stringify(value) as JsonText;
}

/** What a JSON string says. @param quoted with its quotes */
export function plainString(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** The members of a JSON object in their order, values as they stand; an empty list for any other value. */
export function membersOf(text: JsonText): readonly JsonMember[] {
  return indexes.of(text);
}

/**
 * The object `text` with `added` before its own members. Own members of the same names, and the one called
 * `without`, are left out; the others stay to the letter.
 *
 * @returns the object, and how many members were left out
 */
export function withMembers(
  text: JsonText,
  added: readonly JsonMember[],
  without?: string,
): { text: JsonText; leftOut: number } {
  const gone = new Set([...added.map(([name]) => name), without]);
  const spans = spansOf(text);
  const kept = spans.filter(({ name }) => !gone.has(name)).map(({ start, end }) => text.slice(start, end));
  const parts = [...added.map(([name, value]) => `${jsonString(name)}:${value}`), ...kept];
  return { text: `{${parts.join(',')}}` as JsonText, leftOut: spans.length - kept.length };
}

/** The elements of a JSON array in their order; an empty list for any other value. */
export function elementsOf(text: JsonText): JsonText[] {
  const elements: JsonText[] = [];
  if (text[0] !== '[' || text === '[]') return elements;
  for (let at = 1; at < text.length;) {
    const end = endOfValue(text, at);
    elements.push(text.slice(at, end) as JsonText);
    at = end + 1;
  }
  return elements;
}

/** The JSON object of these members, in this order. */
export function objectOf(members: readonly JsonMember[]): JsonText {
  return withMembers('{}' as JsonText, members).text;
}

/** The value of the member `name`, the last one where it is repeated (as JSON.parse has it). */
export function memberOf(text: JsonText, name: string): JsonText | undefined {
  return membersOf(text).findLast(([key]) => key === name)?.[1];
}

/** Levels of arrays and objects that a value has: 0 for a scalar, 1 for `[]`. */
export function depthOf(text: JsonText): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    at++;
  }
  return deepest;
}

/** Where each member of an object stands in its text; `nameEnd` is the colon, `end` what follows the value. */
function spansOf(text: JsonText): Array<{ name: string; start: number; nameEnd: number; end: number }> {
  const spans = [];
  if (text[0] !== '{') return [];
  for (let start = 1; text.charCodeAt(start) === QUOTE;) {
    const nameEnd = endOfString(text, start);
    const end = endOfValue(text, nameEnd + 1);
    const name = plainString(text.slice(start, nameEnd));
    spans.push({ name, start, nameEnd, end });
    start = end + 1;
  }
  return spans;
}

function withoutWhiteSpace(text: string): string {
  let out = '';
  let keptFrom = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code <= 0x20) {
      out += text.slice(keptFrom, at);
      keptFrom = ++at;
    } else {
      at++;
    }
  }
  return keptFrom === 0 ? text : out + text.slice(keptFrom);
}

/** The index after the closing quote of the string that opens at `start`. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}

/** The index after the value that begins at `start`: that of the `,` or the bracket that follows it. */
export function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    const closes = code === CLOSE_OBJECT || code === CLOSE_ARRAY;
    if (depth === 0 && (closes || code === COMMA)) return at;
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if (closes) depth--;
    at++;
  }
  return at;
}
