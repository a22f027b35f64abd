/** Text that is valid JSON and holds no insignificant white space. Kept as text, so that every digit survives. */
export type JsonText = string & { readonly __jsonText: true };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Checks that `text` is JSON and takes the insignificant white space out of it; all else stays to the letter.
 *
 * @throws SyntaxError when `text` is not JSON (RFC 8259).
 */
export function toJsonText(text: string): JsonText {
  JSON.parse(text);
  return withoutWhiteSpace(text) as JsonText;
}

/** The JSON text of a string. */
export function jsonString(value: string): JsonText {
  return JSON.stringify(value) as JsonText;
}

/** The members of a JSON object in their order, values as they stand; an empty list for any other value. */
export function membersOf(text: JsonText): Array<[name: string, value: JsonText]> {
  const members: Array<[string, JsonText]> = [];
  if (text[0] !== '{') return members;
  let at = 1;
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = endOfString(text, at);
    const valueEnd = endOfValue(text, nameEnd + 1);
    members.push([
      JSON.parse(text.slice(at, nameEnd)) as string,
      text.slice(nameEnd + 1, valueEnd) as JsonText,
    ]);
    at = valueEnd + 1;
  }
  return members;
}

/** The value of the member `name`, the last one where it is repeated (as JSON.parse has it). */
export function memberOf(text: JsonText, name: string): JsonText | undefined {
  return membersOf(text).findLast(([key]) => key === name)?.[1];
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
function endOfString(text: string, start: number): number {
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
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (depth === 0 && (char === ',' || char === '}' || char === ']')) return at;
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    at++;
  }
  return at;
}
