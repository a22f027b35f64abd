import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from './json-scan.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Members as JSON.parse sees them; of a name that is repeated it sees one. */
function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, each) => sum + membersIn(each), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

const piece = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '"a":',
  ' ',
  '\n',
  '\u00a0',
  '\ufeff',
  '\\',
  '\\u00e9',
  '\\x',
  '\u0001',
  '0',
  '-',
  '01',
  '1.',
  '.5',
  '1e',
  '1E+5',
  '-0',
  'true',
  'nul',
  'null',
  'é',
  '\ud800',
  '"\\"',
  '"\\u12"',
);

describe('scanning JSON', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(scanJson(text) !== null).toBe(isJson(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('takes any JSON that lacks or has one character, as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', ',', '{', ']', '\\', '0', ' '),
        (json, at, by) => {
          const cut = at % (json.length + 1);
          const text = json.slice(0, cut) + by + json.slice(cut + (by === '' ? 1 : 0));
          expect(scanJson(text) !== null).toBe(isJson(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('counts members at every depth, and tells white space', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const plain = text === JSON.stringify(JSON.parse(text));
        expect(scanJson(text)).toEqual({ members: membersIn(JSON.parse(text)), spaced: !plain });
      }),
    );
    expect(scanJson('{"a":1,"a":{"b":[{}, {"c":2}]}}')).toEqual({ members: 4, spaced: true });
  });

  it('copes with nesting that no recursion survives', () => {
    expect(scanJson(`${'['.repeat(500_000)}${']'.repeat(500_000)}`)).toEqual({ members: 0, spaced: false });
  });
});
