import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { toJsonText, type JsonText } from '../../domain/json/json-text.js';
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
    // The library that applies patches refuses `__proto__`, whose own case is above.
    const value = fc
      .jsonValue({ maxDepth: 3 })
      .map((v) => JSON.parse(JSON.stringify(v).replaceAll('__proto__', 'proto')) as unknown);
    fc.assert(
      fc.property(value, value, (from, to) => {
        const holder = { at: from };
        const [before, after] = [JSON.stringify(holder), JSON.stringify({ at: to })];
        applyPatch(holder, JSON.parse(diff(before, after)) as never);
        expect(JSON.stringify(sorted(holder.at))).toBe(JSON.stringify(sorted(to)));
      }),
    );
  });

  it('tells what was put into a list, or taken out of it', () => {
    const list = Array.from({ length: 5_000 }, (_, i) => ({ i }));
    const text = (items: unknown[]) => JSON.stringify({ a: items });
    const without = list.filter(({ i }) => i !== 2_000);
    expect(diff(text(list), text(without))).toBe('[{"op":"remove","path":"/a/2000"}]');
    expect(diff(text(without), text(list))).toBe('[{"op":"add","path":"/a/2000","value":{"i":2000}}]');
  });

  it('tells what moved in a list, and what was changed beside it', () => {
    expect(diff('{"l":[{"a":1.10},2,3]}', '{"l":[3,{"a":1.10},2]}')).toBe(
      '[{"op":"move","from":"/l/2","path":"/l/0"}]',
    );
    expect(diff('[{"a":1},[2],3]', '[3,{"a":1,"b":2},[2]]')).toBe(
      '[{"op":"move","from":"/2","path":"/0"},{"op":"add","path":"/1/b","value":2}]',
    );
  });

  it('leads from one list to another with the same elements', () => {
    const lists = fc.array(fc.constantFrom<unknown>(1, 2, 'a', [1], [2], { b: 1 }, { b: 2 }), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(lists, lists, (from, to) => {
        // Elements that are one object would be changed together.
        const holder = JSON.parse(JSON.stringify({ at: from })) as { at: unknown };
        applyPatch(holder, JSON.parse(diff(JSON.stringify(holder), JSON.stringify({ at: to }))) as never);
        expect(holder.at).toEqual(to);
      }),
      { numRuns: 500 },
    );
  });

  it('takes time by the size of the texts alone', () => {
    const grid = (leaf: (i: number, j: number) => number, size = 60): string =>
      JSON.stringify(
        Array.from({ length: size }, (_, i) =>
          Array.from({ length: size }, (_, j) => Array.from({ length: size / 30 }, (_, k) => leaf(i + k, j))),
        ),
      );
    const patch = diff(
      grid((i, j) => i + j),
      grid((i, j) => i * j + 0.5),
    );
    expect(JSON.parse(patch)).toHaveLength(60 * 60 * 2);
  });

  it('replaces what is too large, or too deep, as a whole', () => {
    const whole = /^\[\{"op":"replace","path":"","value":/;
    const many = (leaf: number) => Array.from({ length: 1_000 }, () => leaf);
    const longName = (leaf: number) => JSON.stringify({ ['n'.repeat(10_000)]: many(leaf) });
    expect(diff(longName(1), longName(2))).toMatch(whole);
    expect(diff(`"${'a'.repeat(300_000)}"`, `"${'b'.repeat(300_000)}"`)).toMatch(whole);
    const deep = (leaf: string) => `${'{"a":'.repeat(50_000)}${leaf}${'}'.repeat(50_000)}` as JsonText;
    expect(jsonDiff(deep('1'), deep('2'))).toMatch(whole);
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
