import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../test/support/json-text-arbitrary.js';
import { ExactJson } from './exact-json.js';
import { kindOf } from './json-number.js';
import { toJsonText, type JsonText } from './json-text.js';
import { tokensOf } from './json-tokens.js';

const throughJavaScript = (text: JsonText) => {
  const exact = ExactJson.forTexts(text)!;
  return exact.decode(JSON.stringify(JSON.parse(exact.encode(text, 'respelt'))));
};

describe('exact JSON', () => {
  it('keeps every digit and key through JavaScript values', () => {
    const text = toJsonText(
      '{"a":[1.10,12345678901234567890,1e400,-0,1E2,7],"__proto__":{"x":1.0},"b":"1.10"}',
    );
    expect(throughJavaScript(text)).toBe(text);
    const escaped = toJsonText('{"\\u005f_proto__":1.0}');
    expect(throughJavaScript(escaped)).toBe('{"__proto__":1.0}');
  });

  it('changes nothing that JSON.parse would keep, whatever the JSON', () => {
    fc.assert(
      fc.property(jsonText, (loose) => {
        const text = toJsonText(loose);
        const exact = ExactJson.forTexts(text)!;
        expect(exact.decode(exact.encode(text, 'respelt'))).toBe(
          [...tokensOf(text)]
            .map((t) => (t.isKey && JSON.parse(t.text) === '__proto__' ? '"__proto__"' : t.text))
            .join(''),
        );
        const numbers = (json: string) =>
          [...tokensOf(json)].filter((t) => t.kind === 'number').map((t) => t.text);
        const passed = JSON.stringify(JSON.parse(exact.encode(text, 'respelt')));
        // Names that come twice lose all but the last; digits that are left are digits that were there.
        const before = new Set(numbers(text));
        expect(numbers(exact.decode(passed)!).every((number) => before.has(number))).toBe(true);
      }),
    );
  });

  it.each([
    ['1', 'plain'],
    ['1.5', 'plain'],
    ['1e+21', 'plain'],
    ['1.10', 'respelt'],
    ['100e-2', 'respelt'],
    ['-0', 'respelt'],
    ['1E400', 'inexact'],
    ['1e-400', 'inexact'],
    ['9007199254740993', 'inexact'],
    ['0.1000000000000000055', 'inexact'],
  ])('tells what JavaScript makes of %s: %s', (number, kind) => {
    expect(kindOf(number)).toBe(kind);
  });

  it('takes characters that occur in no text, escaped ones included', () => {
    const text = toJsonText('{"a":"\uE000\uE001","b":"\\ue013","n":1.10}');
    expect(throughJavaScript(text)).toBe('{"a":"\uE000\uE001","b":"\uE013","n":1.10}');
    const all = JSON.stringify(
      Array.from({ length: 6_400 }, (_, i) => String.fromCharCode(0xe000 + i)).join(''),
    );
    expect(ExactJson.forTexts(all)).toBeNull();
  });

  it('puts digits back inside of texts and keys, and refuses a placeholder that was cut up', () => {
    const exact = ExactJson.forTexts('')!;
    const placeholder = JSON.parse(exact.encode('12345678901234567890' as JsonText, 'inexact')) as string;
    const decoded = (value: unknown) => exact.decode(JSON.stringify(value));
    expect(decoded({ [placeholder]: `id ${placeholder}` })).toBe(
      '{"12345678901234567890":"id 12345678901234567890"}',
    );
    const { open, asText } = exact.marks;
    expect(decoded(placeholder.replace(open, open + asText))).toBe('"12345678901234567890"');
    expect(decoded(placeholder.slice(3))).toBeNull();
    expect(decoded(placeholder.slice(0, 4))).toBeNull();
    expect(decoded(placeholder.slice(4, 6))).toBeNull();
  });
});
