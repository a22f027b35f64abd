import { describe, expect, it } from 'vitest';
import { TextMask } from './mask-text.js';

const mask = (text: string, ...values: string[]) => new TextMask(values).mask(text);

describe('a text mask', () => {
  it.each([
    ['as it is', 'no such number: +1 555 0100', 'no such number: [masked]'],
    ['in upper case', 'NO: MÜLLER "X" & SON', 'NO: [masked]'],
    ['in JSON', String.raw`{"name":"Müller \"X\" & Son"}`, '{"name":"[masked]"}'],
    ['in JSON of ASCII alone', String.raw`{"name":"M\u00fcller \"X\" \u0026 Son"}`, '{"name":"[masked]"}'],
    [
      'in JSON inside JSON',
      String.raw`{"a":"{\"n\":\"M\\u00fcller \\\"X\\\" & Son\"}"}`,
      String.raw`{"a":"{\"n\":\"[masked]\"}"}`,
    ],
    ['in an address', '?p=%2B1%20555%200100&q=M%C3%BCller+%22X%22+%26+Son', '?p=[masked]&q=[masked]'],
    ['in HTML', '<b>M&uuml;ller M&#252;ller &quot;X&quot; &amp; Son</b>', '<b>M&uuml;ller [masked]</b>'],
    ['cut off by the end', 'refused: Müller "X" &', 'refused: [masked]'],
    ['cut off with a mark', 'refused: Müller "X… (2 kB)', 'refused: [masked]… (2 kB)'],
    ['cut off inside an escape', String.raw`{"name":"M\u00fcller \"X\" \u00`, '{"name":"[masked]'],
    ['twice, one beside the other', '+1 555 0100+1 555 0100', '[masked]'],
  ])('finds a value %s', (_, text, masked) => {
    expect(mask(text, '+1 555 0100', 'Müller "X" & Son')).toBe(masked);
  });

  it('finds a number as JavaScript spells it, too', () => {
    expect(
      mask('12345678901234567890 is not 12345678901234567000, 1.5 not 1.50', '12345678901234567890'),
    ).toBe('[masked] is not [masked], 1.5 not 1.50');
    expect(mask('amount 1234.5', '1234.50')).toBe('amount [masked]');
  });

  it('finds a short value only in quotes', () => {
    const text = String.raw`retry 1 failed: "1" is not '12', HTTP 412: {"a":"{\"pin\":\"1\"}","b":1}`;
    expect(mask(text, '1', '12')).toBe(
      String.raw`retry 1 failed: "[masked]" is not '[masked]', HTTP 412: {"a":"{\"pin\":\"[masked]\"}","b":1}`,
    );
  });

  it('takes the longest of several values', () => {
    expect(mask('it was Smithson, not Smith', 'Smith', 'Smithson')).toBe('it was [masked], not [masked]');
  });

  it.each(['', '  ', '----', '[masked]'])('leaves a text alone for the value %j', (value) => {
    expect(mask('a ----  [masked] text', value)).toBe('a ----  [masked] text');
  });

  it('masks a text as a whole where the search takes too long', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => `value ${i}`);
    expect(mask('any text', ...many)).toBe('[masked]');
    const alike = Array.from({ length: 20_000 }, (_, i) => `+155${String(i).padStart(6, '0')}`);
    expect(mask('+155'.repeat(2_000), ...alike)).toBe('[masked]');
  });
});
