import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthOf, elementsOf, memberOf, membersOf, toJsonText, withMembers } from './json-text.js';

describe('JSON text', () => {
  it('keeps numbers and escapes as they stand', () => {
    const text = '{ "n" : 12345678901234567890123, "d":1.10, "e":1E5,\n"s":"\\u00e9 \\"x\\" \\\\" }';
    expect(toJsonText(text)).toBe(
      '{"n":12345678901234567890123,"d":1.10,"e":1E5,"s":"\\u00e9 \\"x\\" \\\\"}',
    );
  });

  it.each([
    ['1', 0],
    ['"[{"', 0],
    ['[]', 1],
    ['{"a":[{}],"b":[]}', 3],
    ['['.repeat(200_000) + ']'.repeat(200_000), 200_000],
  ])('counts the levels of a value', (text, depth) => {
    expect(depthOf(toJsonText(text))).toBe(depth);
  });

  it('finds members by name, odd names included, the last of a repeated one', () => {
    const text = toJsonText('{"__proto__":{"a":[1,{"b":"}"}]},"constructor":2.50,"x":1,"x":"],{"}');
    expect(memberOf(text, '__proto__')).toBe('{"a":[1,{"b":"}"}]}');
    expect(memberOf(text, 'constructor')).toBe('2.50');
    expect(memberOf(text, 'x')).toBe('"],{"');
    expect(memberOf(text, 'toString')).toBeUndefined();
  });

  it.each(['', '{', 'nope', '{"a":1,}', "{'a':1}", '[1', '1 2', '\u00a0{}'])('refuses %j', (text) => {
    expect(() => toJsonText(text)).toThrow(SyntaxError);
  });

  it('takes any JSON, spaced in any way, and changes nothing but the space', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, 2, '\t'), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = toJsonText(JSON.stringify(value, null, indent));
        expect(text).toBe(JSON.stringify(value));
      }),
    );
  });

  it('splits any object into its members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = toJsonText(JSON.stringify(object, null, 1));
        expect(membersOf(text)).toEqual(Object.entries(object).map(([k, v]) => [k, JSON.stringify(v)]));
      }),
    );
  });

  it('splits any array into its elements, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (array) => {
        const text = toJsonText(JSON.stringify(array, null, 1));
        expect(elementsOf(text)).toEqual(array.map((value) => JSON.stringify(value)));
        expect(elementsOf(toJsonText(JSON.stringify({ array })))).toEqual([]);
      }),
    );
  });

  it('puts members before an object, and leaves the others to the letter', () => {
    const text = toJsonText('{"a":1.0,"caf\\u00e9":"\\/","a":2,"b":{}}');
    const added = [['a', toJsonText('3')]] as const;
    expect(withMembers(text, added, 'b')).toEqual({ text: '{"a":3,"caf\\u00e9":"\\/"}', leftOut: 3 });
    expect(withMembers(toJsonText('{}'), added)).toEqual({ text: '{"a":3}', leftOut: 0 });
  });

  it('copes with nesting that no recursion survives', () => {
    const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
    expect(memberOf(toJsonText(`{"deep":${deep},"after":1}`), 'after')).toBe('1');
  });
});
