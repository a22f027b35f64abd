import { describe, expect, it } from 'vitest';
import { parseExactly, stringifyExactly } from './lossless.js';

describe('parseExactly', () => {
  it.each(['{"id":12345678901234567890}', '{"price":1.10,"rate":1e3}', '[-0,0.1,9007199254740993]'])(
    'keeps every digit of %s',
    (text) => expect(stringifyExactly(parseExactly(text))).toBe(text),
  );

  it('reads a number that JavaScript writes the same as a number', () => {
    expect(parseExactly('{"count":42,"rate":0.5}')).toEqual({ count: 42, rate: 0.5 });
  });
});
