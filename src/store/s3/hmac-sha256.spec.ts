import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HmacSha256 } from './hmac-sha256.js';

it('is what Node’s own makes of the same key and text, whatever was asked before', () => {
  const texts = fc.array(fc.string({ maxLength: 150 }), { minLength: 1, maxLength: 5 });
  const property = fc.property(fc.uint8Array({ maxLength: 140 }), texts, (key, all) => {
    const hmac = new HmacSha256(key);
    const theirs = (text: string) => createHmac('sha256', key).update(text).digest('hex');
    expect(all.map((text) => hmac.of(text))).toEqual(all.map(theirs));
  });
  fc.assert(property, { examples: [[new Uint8Array(64).fill(7), ['', 'a', 'é \u{1f600}', '']]] });
});
