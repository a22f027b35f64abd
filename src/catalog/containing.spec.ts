import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalPattern } from '../runtime/literal-pattern.js';
import { containing } from './containing.js';

/** The rule without any shortcut. */
const byRule = (text: string, value: string | null) =>
  value !== null && new RegExp(literalPattern(text), 'iu').test(value);

// Few characters, so that texts are found: with both cases, outside of ASCII, special in a regular expression, and halves of
// a character.
const characters = fc.constantFrom(
  'a',
  'A',
  'k',
  'K',
  '\u212a',
  'é',
  'É',
  'ß',
  '.',
  '*',
  '(',
  '😀',
  '\ud83d',
  '\ude00',
);
const texts = fc.string({ unit: characters, minLength: 1, maxLength: 3 });
const values = fc.array(fc.option(fc.string({ unit: characters, maxLength: 8 })), { maxLength: 60 });

describe('whether an error has a text in it', () => {
  it('is the same for each row, whatever the rows before it had', () => {
    fc.assert(
      fc.property(texts, values, (text, rows) => {
        const fits = containing(text);
        expect(rows.map((row) => fits(row))).toEqual(rows.map((row) => byRule(text, row)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes both cases of the text, before and after many rows with one of them', () => {
    const fits = containing('HTTP 503');
    const rows = ['answered HTTP 503', 'answered http 503', 'answered HTTP 504', null];
    const many = [...rows, ...Array<string>(20).fill(rows[0]!), ...Array<string>(20).fill(rows[1]!), ...rows];
    const found = many.map((row) => fits(row));
    expect(found).toEqual(many.map((row) => row?.endsWith('503') ?? false));
  });
});
