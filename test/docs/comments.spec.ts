import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const MAX_LINE = 140;
const MAX_BLOCK = 12;

/** All source files under version control. */
const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.mts'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n');

describe('the comments of the code', () => {
  it(`have no line of more than ${MAX_LINE} characters`, () => {
    const long = files.flatMap((file) =>
      linesOf(file).flatMap((line, index) =>
        line.length > MAX_LINE && isCommentLine(line) && !line.includes('://')
          ? [`${file}:${index + 1}`]
          : [],
      ),
    );
    expect(long).toEqual([]);
  });

  it(`have no block of more than ${MAX_BLOCK} lines outside docstrings`, () => {
    const long = files.flatMap((file) => {
      let length = 0;
      return linesOf(file).flatMap((line, index) => {
        length = /^\s*\/\//.test(line) ? length + 1 : 0;
        return length === MAX_BLOCK + 1 ? [`${file}:${index + 1}`] : [];
      });
    });
    expect(long).toEqual([]);
  });

  function isCommentLine(line: string): boolean {
    return /^\s*(?:\/\/|\/\*|\*)/.test(line);
  }
});
