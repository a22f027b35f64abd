import { describe, expect, it } from 'vitest';
import { DEFAULT_TOKEN_LIFE_MS, MAX_TOKEN_LIFE_MS, tokenLifeMs } from './token-life.js';

const NOW = Date.UTC(2026, 10, 26);

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
}

describe('the life of a token', () => {
  it.each([
    [3_600, 3_600_000],
    ['60', 60_000],
    [1.5, 1_500],
    [1e300, MAX_TOKEN_LIFE_MS],
  ])('is its expires_in %j', (expiresIn, lifeMs) => {
    expect(tokenLifeMs(expiresIn, jwt({ exp: 1 }), NOW)).toBe(lifeMs);
  });

  it.each([undefined, null, '', 'soon', 0, -1, '0', Number.NaN, {}, [60], true])(
    'is five minutes where expires_in is %j and the token has no life of its own',
    (expiresIn) => {
      expect(tokenLifeMs(expiresIn, 'opaque', NOW)).toBe(DEFAULT_TOKEN_LIFE_MS);
      expect(tokenLifeMs(expiresIn, 'a.b.c', NOW)).toBe(DEFAULT_TOKEN_LIFE_MS);
    },
  );

  it('is that of the JWT, by the clock of its issuer', () => {
    const issued = NOW / 1_000 - 7_200;
    expect(tokenLifeMs(undefined, jwt({ iat: issued, exp: issued + 1_800 }), NOW)).toBe(1_800_000);
    expect(tokenLifeMs(undefined, jwt({ exp: NOW / 1_000 + 900 }), NOW)).toBe(900_000);
  });

  it.each([{ exp: NOW / 1_000 - 1 }, { exp: 'never' }, { exp: 10, iat: 10 }, {}, null])(
    'is five minutes where the claims %j do not help',
    (claims) => {
      expect(tokenLifeMs(undefined, jwt(claims), NOW)).toBe(DEFAULT_TOKEN_LIFE_MS);
    },
  );
});
