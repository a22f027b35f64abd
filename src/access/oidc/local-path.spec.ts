import { describe, expect, it } from 'vitest';
import { localPath } from './local-path.js';

describe('localPath', () => {
  it.each(['/', '/docs', '/docs?x=1#/Look', '/a/%2F%2Fevil.example', '/größe'])('keeps %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    undefined,
    '',
    'docs',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\r\nSet-Cookie: x=y',
    '/a/..\\..\\\\evil.example',
    ' /docs',
    'javascript:alert(1)',
    `/${'ö'.repeat(600)}`,
  ])('makes / of %j', (path) => {
    expect(localPath(path)).toBe('/');
  });

  it('never leads away from the service, whatever it is given', () => {
    const texts = [
      '//e',
      '/.//e',
      '/..//e',
      '/%5c/e',
      '/@e',
      '/:80',
      '/\u2028/e',
      '/x://e',
      '/?//e',
      '/#//e',
    ];
    for (const text of texts)
      expect(new URL(localPath(text), 'https://dlq.example').host).toBe('dlq.example');
  });
});
