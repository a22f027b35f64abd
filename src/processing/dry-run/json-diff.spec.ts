import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { toJsonText, type JsonText } from '../../domain/json-text.js';
import { jsonDiff } from './json-diff.js';

const diff = (from: string, to: string) => jsonDiff(toJsonText(from), toJsonText(to));

describe('the difference of two JSON texts', () => {
  it.each([
    ['{"a":1.1}', '{"a":1.10}', '[{"op":"replace","path":"/a","value":1.10}]'],
    [
      '{"a":12345678901234567890}',
      '{"a":12345678901234567891}',
      '[{"op":"replace","path":"/a","value":12345678901234567891}]',
    ],
    ['{"a":1}', '{ "a": 1 }', '[]'],
    ['{}', '{"__proto__":{"x":1e400}}', '[{"op":"add","path":"/__proto__","value":{"x":1e400}}]'],
    ['{"a/b":1}', '{}', '[{"op":"remove","path":"/a~1b"}]'],
  ])('from %s to %s is %s', (from, to, patch) => {
    expect(diff(from, to)).toBe(patch);
  });

  it('leads from the one to the other', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((v) => JSON.parse(JSON.stringify(v)) as unknown);
    fc.assert(
      fc.property(value, value, (from, to) => {
        const holder = { at: from };
        const [before, after] = [JSON.stringify(holder), JSON.stringify({ at: to })];
        applyPatch(holder, JSON.parse(diff(before, after)) as never);
        expect(JSON.stringify(sorted(holder.at))).toBe(JSON.stringify(sorted(to)));
      }),
    );
  });

  it('replaces what is too large, or too deep, as a whole', () => {
    const list = Array.from({ length: 5_000 }, (_, i) => i);
    expect(diff(`{"a":${JSON.stringify(list)}}`, `{"a":${JSON.stringify([...list, 1])}}`)).toMatch(
      /^\[\{"op":"replace","path":"\/a","value":\[0,1/,
    );
    const deep = (leaf: string) => `${'{"a":'.repeat(50_000)}${leaf}${'}'.repeat(50_000)}` as JsonText;
    expect(jsonDiff(deep('1'), deep('2'))).toMatch(/^\[\{"op":"replace","path":"","value":/);
  });
});

/** Members in one order: a patch promises none. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
