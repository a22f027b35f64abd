import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metadataValue } from './metadata-value.js';

describe('a metadata value', () => {
  it.each([
    ['evt_123 ~', 'evt_123 ~'],
    ['a%b', 'a%25b'],
    ['line\nbreak\0', 'line%0Abreak%00'],
    ['é😀', '%C3%A9%F0%9F%98%80'],
  ])('of %j is %j', (text, value) => expect(metadataValue(text)).toBe(value));

  it('is cut before a character that does not fit whole', () => {
    expect(metadataValue(`${'x'.repeat(255)}é`)).toBe('x'.repeat(255));
    expect(metadataValue('x'.repeat(300))).toBe('x'.repeat(256));
    expect(metadataValue('é'.repeat(100))).toBe('%C3%A9'.repeat(42));
  });

  it('is printable ASCII, short enough, and decodes to a beginning of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const value = metadataValue(text);
        expect(value).toMatch(/^[\x20-\x7e]{0,256}$/);
        expect(text.startsWith(decodeURIComponent(value))).toBe(true);
      }),
    );
  });
});
