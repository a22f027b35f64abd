import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor } from './secret-text.js';

const TOKEN = 's3cr+t/T0ken=&"x<y';
const redact = redactor([`Bearer ${TOKEN}`]);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');

describe('taking secrets out of a text', () => {
  it.each([
    ['whole', `Bearer ${TOKEN}`],
    ['without its scheme', TOKEN],
    ['percent-encoded', encodeURIComponent(TOKEN)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(TOKEN).replace(/%../g, (code) => code.toLowerCase()),
    ],
    ['in a form', new URLSearchParams({ q: TOKEN }).toString().slice(2)],
    ['in a URL', `https://h/cb?access_token=${encodeURIComponent(TOKEN)}&a=1`],
    ['in JSON', JSON.stringify({ seen: TOKEN })],
    ['in HTML', '<p>s3cr+t/T0ken=&amp;&quot;x&lt;y</p>'],
    ['in base64', base64(TOKEN)],
    ['in base64url', base64url(TOKEN)],
    ['in base64 within something longer', base64(`user:${TOKEN}:more`)],
    ['in base64 behind two letters', base64(`ab${TOKEN}`)],
    ['in base64url of the whole header', base64url(`Bearer ${TOKEN}`)],
    ['in percent-encoded base64', encodeURIComponent(base64(`a${TOKEN}`))],
    ['in hex', Buffer.from(TOKEN).toString('hex').toUpperCase()],
  ])('finds it %s', (_, spelling) => {
    const text = redact(`you sent ${spelling} to us`);
    expect(text).toContain('***');
    expect(text.startsWith('you sent ') && text.endsWith(' to us')).toBe(true);
    for (const part of [
      TOKEN.slice(0, 10),
      base64(TOKEN).slice(4, 14),
      encodeURIComponent(TOKEN).slice(0, 12),
    ]) {
      expect(text.toLowerCase()).not.toContain(part.toLowerCase());
    }
  });

  it('finds the password of Basic, and the key of a signing secret', () => {
    const key = Buffer.alloc(24, 0xfb).toString('base64');
    const both = redactor([`Basic ${base64('user:passw0rd!')}`, `whsec_${key}`]);
    expect(both('user passw0rd! there')).toBe('user *** there');
    expect(both(`key ${key} there`)).toBe('key *** there');
    expect(both(`key ${key.replaceAll('+', '-').replaceAll('/', '_')} there`)).toBe('key *** there');
  });

  it('finds one that the end of the text cuts off', () => {
    expect(redact(`denied: ${TOKEN.slice(0, 12)}`)).toBe('denied: ***');
  });

  it('leaves ordinary text as it is', () => {
    const text = 'the bearer of 5 letters; token expired, key unknown: short';
    expect(redactor(['Bearer abcdefgh', 'short', 'key'])(text)).toBe(text);
    expect(redactor([])(text)).toBe(text);
  });

  it('leaves no secret in any text, within base64 of any text', () => {
    const word = fc.stringMatching(/^[\x21-\x7e]{12,40}$/);
    fc.assert(
      fc.property(word, fc.string(), fc.string(), (secret, before, after) => {
        const hide = redactor([secret]);
        expect(hide(`${before}${secret}${after}`)).not.toContain(secret);
        const shown = hide(base64(`${before}|${secret}|${after}`)).split('***');
        for (const part of shown) expect(Buffer.from(part, 'base64').toString()).not.toContain(secret);
      }),
      { numRuns: 300 },
    );
  });
});
