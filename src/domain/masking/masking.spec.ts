import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toJsonText } from '../json/json-text.js';
import { maskJson } from './mask-json.js';
import { readMaskPaths } from './read-mask-paths.js';
import { pathsOf } from '../../../test/support/mask-paths.js';

const mask = (text: string, paths: string) => maskJson(toJsonText(text), pathsOf(paths));

describe('readMaskPaths', () => {
  it.each([
    ['', 1, 1, 'a name or *'],
    ['a.', 1, 3, 'a name or *'],
    ['a...b', 1, 4, 'a name or *'],
    ['*', 1, 1, 'a path with a name in it'],
    ['..', 1, 3, 'a name or *'],
    ['..*', 1, 1, 'a path with a name in it'],
    ['a,,b', 2, 3, 'a name or *'],
    ['a, b.*.', 2, 8, 'a name or *'],
    ['a[0].b', 1, 2, 'a comma, a dot or the end'],
    ['$.a', 1, 1, 'a name or *'],
    ['a/b', 1, 2, 'a comma, a dot or the end'],
    ['a."b', 1, 3, 'a name or *'],
    ['a, original_event.payload.b', 2, 4, 'a path inside the event, without original_event'],
  ])('refuses %j: path %i, character %i, expected %s', (text, path, at, expected) => {
    expect(readMaskPaths(text)).toMatchObject({ path, at, expected: expect.stringContaining(expected) });
  });

  it.each(['a', 'a.b', 'a.*', 'a..b', '..b', 'a.*.b, c', '"a.b, c"."d\\"e"', 'münchen.x-y_1'])(
    'reads %j',
    (text) => {
      expect(readMaskPaths(text)).toBeInstanceOf(Array);
    },
  );
});

describe('maskJson', () => {
  it.each([
    ['{"a":1,"b":2}', 'a', '{"a":"[masked]","b":2}'],
    ['{"a":{"b":[1,{"c":2}]},"d":1.10}', 'a', '{"a":"[masked]","d":1.10}'],
    ['{"a":{"x":1,"y":"2"},"d":1}', 'a.*', '{"a":{"x":"[masked]","y":"[masked]"},"d":1}'],
    ['{"a":{"x":{"b":1}},"b":2}', 'a..b', '{"a":{"x":{"b":"[masked]"}},"b":2}'],
    ['{"a":{"b":1}}', 'a..b', '{"a":{"b":"[masked]"}}'],
    ['{"a":[{"b":1},{"b":2,"c":3}]}', 'a.b', '{"a":[{"b":"[masked]"},{"b":"[masked]","c":3}]}'],
    ['{"a":[[{"b":1}],2]}', 'a.b', '{"a":[[{"b":"[masked]"}],2]}'],
    ['{"a":[1,[2]]}', 'a.*', '{"a":["[masked]","[masked]"]}'],
    ['[{"a":1}]', 'a', '[{"a":"[masked]"}]'],
    ['{"a":1,"a":2}', 'a', '{"a":"[masked]","a":"[masked]"}'],
    [String.raw`{"\u0061":1}`, 'a', String.raw`{"\u0061":"[masked]"}`],
    ['{"__proto__":{"a":1}}', '__proto__.a', '{"__proto__":{"a":"[masked]"}}'],
    ['{"a":null,"b":{}}', 'a.b', '{"a":null,"b":{}}'],
    ['"a"', 'a', '"a"'],
    ['{"b":{"a":{"a":1}}}', '..a', '{"b":{"a":"[masked]"}}'],
    ['{"firstName":1,"FIRST-NAME":2}', 'first_name', '{"firstName":"[masked]","FIRST-NAME":"[masked]"}'],
    [
      '{"a.b":{"c,\\"d":1},"a":{"b":2}}',
      String.raw`"a.b"."c,\"d"`,
      '{"a.b":{"c,\\"d":"[masked]"},"a":{"b":2}}',
    ],
    ['{"p":"{\\"a\\":1,\\"b\\": 2}"}', 'p.a', String.raw`{"p":"{\"a\":\"[masked]\",\"b\":2}"}`],
    [String.raw`{"p":"\u007b\"a\":1}"}`, 'p.a', String.raw`{"p":"{\"a\":\"[masked]\"}"}`],
    [String.raw`{"p":"{\"a\":1}"}`, 'p.b', String.raw`{"p":"{\"a\":1}"}`],
  ])('%s without %s', (text, paths, masked) => {
    expect(mask(text, paths)).toBe(masked);
  });

  it('walks an event of any depth', () => {
    const deep = `${'{"a":'.repeat(10_000)}"x"${'}'.repeat(10_000)}`;
    expect(mask(deep, '..b')).toBe(deep);
    expect(mask(deep, 'a')).toBe('{"a":"[masked]"}');
  });

  it('agrees with a walk over values, whatever the text', () => {
    const paths = ['a', 'a.b', 'a.*', 'a..b', '..b', 'a.*.b', 'b.a, a.b.b'];
    const name = fc.constantFrom('a', 'b', 'c');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<unknown>(1, 'x', null, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(...paths), (json, path) => {
        const text = JSON.stringify(json);
        expect(JSON.parse(mask(text, path))).toEqual(model(JSON.parse(text), path));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The same by values: a walk that tries every way a path can be read. */
function model(json: unknown, paths: string): unknown {
  return paths.split(',').reduce<unknown>((value, path) => maskAt(value, steps(path.trim())), json);
}

function steps(path: string): string[] {
  return path.split('.').map((name) => (name === '' ? '**' : name));
}

function maskAt(value: unknown, [step, ...rest]: string[]): unknown {
  if (step === undefined) return '[masked]';
  if (typeof value !== 'object' || value === null) return value;
  if (step === '**') return maskDeep(value, rest);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (step === '*' ? maskAt(item, rest) : maskAt(item, [step, ...rest])));
  }
  const entries = Object.entries(value).map(([name, item]: [string, unknown]) => [
    name,
    step === '*' || step === name ? maskAt(item, rest) : item,
  ]);
  return Object.fromEntries(entries);
}

function maskDeep(value: unknown, rest: string[]): unknown {
  const here = maskAt(value, rest);
  if (typeof here !== 'object' || here === null) return here;
  if (Array.isArray(here)) return here.map((item: unknown) => maskDeep(item, rest));
  return Object.fromEntries(
    Object.entries(here).map(([name, item]: [string, unknown]) => [name, maskDeep(item, rest)]),
  );
}
