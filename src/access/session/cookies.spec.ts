import { describe, expect, it } from 'vitest';
import { AccessCookies, cookieIn } from './cookies.js';

describe('AccessCookies', () => {
  it('are for https alone, and for this host alone, where the service is reached by https', () => {
    const cookies = new AccessCookies('https://dlq.example');
    expect(cookies.set(cookies.session, 'a.b', 60)).toBe(
      '__Host-cxone_dlq_session=a.b; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    );
  });

  it('work over plain http elsewhere', () => {
    for (const publicUrl of [null, 'http://127.0.0.1:8080']) {
      const cookies = new AccessCookies(publicUrl);
      expect(cookies.clear(cookies.signIn)).toBe(
        'cxone_dlq_sign_in=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      );
    }
  });
});

describe('cookieIn', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['s=', undefined],
    ['s=1', '1'],
    ['a=2; s=1;b=3', '1'],
    ['xs=1; s2=2', undefined],
    ['s=1; s=2', undefined],
    ['s=1; s=1', undefined],
  ])('of %j is %j', (header, value) => {
    expect(cookieIn(header, 's')).toBe(value);
  });
});
