import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalPattern } from './literal-pattern.js';

it.each(['', 'u'])('a pattern of a text finds that text and nothing else, with the flags %j', (flags) => {
  const texts = fc.string({
    unit: fc.constantFrom(...'a-z09\\^$.*+?()[]{}|/'.split('')),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(texts, texts, (text, other) => {
      const whole = new RegExp(`^${literalPattern(text)}$`, flags);
      expect([whole.test(text), whole.test(other)]).toEqual([true, text === other]);
    }),
  );
});
