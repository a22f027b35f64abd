import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../api/lossless.js';
import { foldable, jsonLines, lineText } from './json-lines.js';

const value = parseExactly('{"a":{"b/c":[12345678901234567890,1.10,-0,1E400]},"e":{},"s":"x\\ny"}');
const textOf = (lines: ReturnType<typeof jsonLines>) =>
  lines.map((line) => ' '.repeat(line.depth) + lineText(line) + (line.comma ? ',' : ''));

describe('jsonLines', () => {
  it('keeps every digit', () => {
    expect(textOf(jsonLines(value))).toEqual([
      '{',
      ' "a": {',
      '  "b/c": [',
      '   12345678901234567890,',
      '   1.10,',
      '   -0,',
      '   1E400',
      '  ]',
      ' },',
      ' "e": {},',
      ' "s": "x\\ny"',
      '}',
    ]);
  });

  it('names each value by its pointer, and folds', () => {
    const folded = foldable(jsonLines(value), 2);
    expect([...folded]).toEqual(['/a/b~1c']);
    expect(textOf(jsonLines(value, folded))[2]).toBe('  "b/c": [ 4 ]');
  });
});
