import type { ExactJson } from '../../domain/json/exact-json.js';
import { kindOf } from '../../domain/json/json-number.js';
import type { JsonText } from '../../domain/json/json-text.js';
import { tokensOf } from '../../domain/json/json-tokens.js';

/**
 * The result of an expression with its numbers spelt as the event spells them (1.10, not 1.1). Values never change.
 *
 * @param spelling the result of the same expression on placeholders. Where it has the same structure, it shows which
 *   numbers are unchanged. An expression that calculates fails on placeholders; then a number is spelt as the event
 *   spells the same value under the same name, or else anywhere.
 */
export function spelt(result: string, spelling: string | null, text: JsonText, exact: ExactJson): string {
  const tokens = [...tokensOf(result)];
  const others = spelling === null ? [] : [...tokensOf(spelling)];
  const aligned = tokens.length === others.length;
  const spellings = aligned ? new Map<string, string | null>() : spellingsIn(text);
  let name = '';
  return tokens
    .map((token, i) => {
      if (token.isKey) name = token.text;
      if (token.kind !== 'number') return token.text;
      const value = Number(token.text);
      const other = others[i];
      const untouched = aligned && other?.kind === 'string' ? exact.digitsOf(other.text) : null;
      const digits = untouched ?? spellings.get(`${name} ${value}`) ?? spellings.get(`${value}`);
      return digits != null && Number(digits) === value ? digits : token.text;
    })
    .join('');
}

/** How the event spells its numbers, by value, with and without the member's name; `null`: in several ways. */
function spellingsIn(text: JsonText): Map<string, string | null> {
  const spellings = new Map<string, string | null>();
  const note = (key: string, digits: string) => {
    const known = spellings.get(key);
    spellings.set(key, known === undefined || known === digits ? digits : null);
  };
  let name = '';
  for (const token of tokensOf(text)) {
    if (token.isKey) name = JSON.stringify(JSON.parse(token.text));
    if (token.kind !== 'number' || kindOf(token.text) === 'inexact') continue;
    note(`${name} ${Number(token.text)}`, token.text);
    note(`${Number(token.text)}`, token.text);
  }
  return spellings;
}
