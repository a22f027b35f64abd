import { expect, it } from 'vitest';
import { sameEtag } from './same-etag.js';

it.each([
  ['"a"', '"a"', true],
  ['"a"', 'a', true],
  ['W/"a"', '"a"', true],
  [' "a" ', 'a', true],
  ['"a"', '"b"', false],
  ['"a"', '', false],
  ['', '', false],
  ['""', '', false],
])('%s and %s: %s', (one, other, same) => {
  expect([sameEtag(one, other), sameEtag(other, one)]).toEqual([same, same]);
});
