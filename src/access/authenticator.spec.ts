import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Authenticator } from './authenticator.js';
import { digestOfKey } from './keys/api-key.js';
import { KeyRing } from './keys/key-ring.js';
import { OidcProvider } from './oidc/provider.js';
import { TokenVerifier } from './oidc/token-verifier.js';

const ISSUER = 'https://id.example';
const OIDC = { issuer: ISSUER, audience: 'cxone-dlq', rolesClaim: 'roles', roles: [], signIn: null };

/** A service with both keys and an identity provider, which is away. */
function authenticatorWith(key: string, expiresAt: number | null): Authenticator {
  const clock = new TestClock();
  const away = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const provider = new OidcProvider(ISSUER, away, clock, new MemoryLog());
  const ring = new KeyRing([{ name: 'ci', role: 'operator', sha256: digestOfKey(key), expiresAt }]);
  return new Authenticator(ring, new TokenVerifier(OIDC, provider, clock), null, 'session', clock);
}

describe('Authenticator', () => {
  const header = Buffer.from('{"alg":"RS256"}').toString('base64url');
  const of = (credential: string) => ({ authorization: `Bearer ${credential}`, cookie: undefined });

  it.each(['cxdlq_key', 'build.2027.key', `${header}.e30.c2ln`])(
    'knows the key %j by its digest',
    async (key) => {
      expect(await authenticatorWith(key, null).callerOf(of(key))).toMatchObject({ name: 'ci', kind: 'key' });
      expect(await authenticatorWith(key, 0).callerOf(of(key))).toMatchObject({
        reason: 'expired',
        name: 'ci',
      });
    },
  );

  it('takes an unknown credential in three parts for a token, and any other one for a key', async () => {
    const authenticator = authenticatorWith('cxdlq_key', null);
    expect(await authenticator.callerOf(of(`${header}.e30.c2ln`))).toMatchObject({ reason: 'unavailable' });
    expect(await authenticator.callerOf(of('cxdlq_other'))).toMatchObject({ reason: 'unknown' });
  });
});
