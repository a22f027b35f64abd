import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleOf, PROBLEM_CODES } from './problem-examples.js';

describe('the examples of problem answers', () => {
  it.each(PROBLEM_CODES)('%s is in docs/error-codes.md, with the same status', (code) => {
    const table = readFileSync('docs/error-codes.md', 'utf8').split('## Problem answers')[1] ?? '';
    const line = table.split('\n').find((row) => row.split('|')[1]?.includes(`\`${code}\``));
    expect(line?.split('|')[2]?.trim()).toBe(String(exampleOf(code).status));
  });
});
