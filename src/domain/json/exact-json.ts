import { isNumber, kindOf, NUMBER_CHARACTERS } from './json-number.js';
import type { JsonText } from './json-text.js';
import { tokensOf, type Token } from './json-tokens.js';

/** Marks, after one private character for each of NUMBER_CHARACTERS. */
const [OPEN, CLOSE, AS_TEXT, PROTO] = [15, 16, 17, 18];

/** Characters that one alphabet of placeholders takes. */
const ALPHABET_LENGTH = 19;

/** Unicode's private use area, where a text has no characters of a meaning that others know. */
const [PRIVATE_FIRST, PRIVATE_LAST] = [0xe000, 0xf8ff];

/**
 * Which numbers go as placeholders: those that no double holds, or also those that JavaScript would spell otherwise.
 */
export type Stand = 'inexact' | 'respelt';

/**
 * Takes JSON text through JavaScript values and back with every digit and key. What would not survive becomes a
 * string of private characters that spells it: a number such as 12345678901234567890 or 1.10, and a key `__proto__`.
 */
export class ExactJson {
  private constructor(private readonly first: number) {}

  /** @returns null where no private characters are left that do not occur in the texts */
  static forTexts(...texts: string[]): ExactJson | null {
    const used = new Set<number>();
    for (const text of texts) {
      for (const [found] of text.matchAll(/[\uE000-\uF8FF]|\\u[eEfF][0-9a-fA-F]{3}/g)) {
        used.add(found.length === 1 ? found.charCodeAt(0) : Number.parseInt(found.slice(2), 16));
      }
    }
    for (let first = PRIVATE_FIRST; first + ALPHABET_LENGTH <= PRIVATE_LAST; first += ALPHABET_LENGTH) {
      const free = Array.from({ length: ALPHABET_LENGTH }, (_, i) => first + i).every((c) => !used.has(c));
      if (free) return new ExactJson(first);
    }
    return null;
  }

  /** What a placeholder begins and ends with, and what follows the beginning where a number was made a text. */
  get marks(): { open: string; close: string; asText: string } {
    return { open: this.char(OPEN), close: this.char(CLOSE), asText: this.char(AS_TEXT) };
  }

  /** JSON text that JSON.parse takes without loss: `inexact` leaves numbers alone that only the spelling would lose. */
  encode(text: JsonText, stand: Stand): string {
    let out = '';
    for (const token of tokensOf(text)) {
      if (token.kind === 'number') {
        const kind = kindOf(token.text);
        const goes = kind === 'inexact' || (kind === 'respelt' && stand === 'respelt');
        out += goes ? `"${this.placeholder(token.text)}"` : token.text;
      } else if (token.kind === 'string' && token.isKey && isProto(token.text)) {
        out += `"${this.char(OPEN)}${this.char(PROTO)}${this.char(CLOSE)}"`;
      } else {
        out += token.text;
      }
    }
    return out;
  }

  /** Replaces the placeholders by their numbers. @returns null if a part of a placeholder is left over */
  decode(text: string): JsonText | null {
    let out = '';
    for (const token of tokensOf(text)) {
      const decoded = token.kind === 'string' ? this.decodeString(token) : token.text;
      if (decoded === null) return null;
      out += decoded;
    }
    return out as JsonText;
  }

  /** The digits that a JSON string stands for; `null`: it is no placeholder of a number. */
  digitsOf(jsonString: string): string | null {
    if (jsonString[1] !== this.char(OPEN)) return null;
    const digits = this.plain(jsonString.slice(1, -1));
    return digits !== null && isNumber(digits) && jsonString[2] !== this.char(AS_TEXT) ? digits : null;
  }

  /** Plain text, such as a message, with the digits that placeholders stand for. */
  plainText(text: string): string {
    return text.replace(this.pattern(), (whole) => this.plain(whole) ?? whole);
  }

  private decodeString(token: Token): string | null {
    if (!this.occursIn(token.text)) return token.text;
    const digits = token.isKey ? null : this.digitsOf(token.text);
    if (digits !== null) return digits;
    const text = this.plainText(JSON.parse(token.text) as string);
    return this.occursIn(text) ? null : JSON.stringify(text);
  }

  private placeholder(digits: string): string {
    const spelt = digits
      .split('')
      .map((c) => this.char(NUMBER_CHARACTERS.indexOf(c)))
      .join('');
    return `${this.char(OPEN)}${spelt}${this.char(CLOSE)}`;
  }

  /** What one whole placeholder stands for, as text. */
  private plain(whole: string): string | null {
    if (whole.length < 3 || !whole.startsWith(this.char(OPEN)) || !whole.endsWith(this.char(CLOSE)))
      return null;
    const inner = whole.slice(1, -1).replace(this.char(AS_TEXT), '');
    if (inner === this.char(PROTO)) return '__proto__';
    const spelt = inner
      .split('')
      .map((c) => NUMBER_CHARACTERS[c.charCodeAt(0) - this.first] ?? '?')
      .join('');
    return isNumber(spelt) ? spelt : null;
  }

  private pattern(): RegExp {
    const inner = `[${this.char(0)}-${this.char(OPEN - 1)}${this.char(AS_TEXT)}${this.char(PROTO)}]+`;
    return new RegExp(`${this.char(OPEN)}${inner}${this.char(CLOSE)}`, 'gu');
  }

  private occursIn(text: string): boolean {
    return new RegExp(`[${this.char(0)}-${this.char(ALPHABET_LENGTH - 1)}]`, 'u').test(text);
  }

  private char(index: number): string {
    return String.fromCharCode(this.first + index);
  }
}

function isProto(key: string): boolean {
  return key === '"__proto__"' || (key.includes('\\') && JSON.parse(key) === '__proto__');
}
