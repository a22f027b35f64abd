import { NUMBER_CHARACTERS } from './json-number.js';
import { endOfString } from './json-text.js';

export interface Token {
  kind: 'string' | 'number' | 'other';
  text: string;
  isKey: boolean;
}

/** The strings and numbers of JSON text, and what stands between them. */
export function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length;) {
    const start = at;
    if (text[at] === '"') {
      at = endOfString(text, at);
      yield { kind: 'string', text: text.slice(start, at), isKey: text[at] === ':' };
    } else if (startsNumber(text[at])) {
      while (at < text.length && NUMBER_CHARACTERS.includes(text.charAt(at))) at++;
      yield { kind: 'number', text: text.slice(start, at), isKey: false };
    } else {
      while (at < text.length && text[at] !== '"' && !startsNumber(text[at])) at++;
      yield { kind: 'other', text: text.slice(start, at), isKey: false };
    }
  }
}

function startsNumber(char: string | undefined): boolean {
  return char !== undefined && (char === '-' || (char >= '0' && char <= '9'));
}
