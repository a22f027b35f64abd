import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { TestClock } from '../../../test/support/test-clock.js';
import type { OidcConfig } from '../../config/oidc-config.js';
import { OidcProvider, type FetchJson } from './provider.js';
import { TokenVerifier } from './token-verifier.js';

const ISSUER = 'https://id.example/realms/one';
const CONFIG: OidcConfig = {
  issuer: ISSUER,
  audience: 'cxone-dlq',
  rolesClaim: 'roles',
  roles: [{ role: 'operator', name: 'dlq-ops' }],
  signIn: null,
};

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

describe('TokenVerifier', () => {
  const clock = new TestClock();
  let [first, second]: KeyPair[] = [];
  let published: Array<{ kid: string; pair: KeyPair }>;
  let down: Error | null;
  let fetched: number;

  beforeAll(async () => {
    [first, second] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  });

  const fetchJson: FetchJson = async (url) => {
    fetched++;
    if (down !== null) throw down;
    if (url.endsWith('/.well-known/openid-configuration')) {
      return { body: { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }, date: clock.now() };
    }
    const keys = published.map(async ({ kid, pair }) => ({
      ...(await exportJWK(pair.publicKey)),
      kid,
      alg: 'RS256',
    }));
    return { body: { keys: await Promise.all(keys) }, date: clock.now() };
  };

  function verifier(log = new MemoryLog()) {
    published = [{ kid: 'k1', pair: first! }];
    down = null;
    fetched = 0;
    const provider = new OidcProvider(ISSUER, fetchJson, clock, log);
    return { provider, verifier: new TokenVerifier(CONFIG, provider, clock), log };
  }

  function token(claims: Record<string, unknown> = {}, { kid = 'k1', pair = first! } = {}): Promise<string> {
    const at = Math.floor(clock.now() / 1_000);
    const own = { iss: ISSUER, aud: 'cxone-dlq', sub: 'ada', exp: at + 600, iat: at, roles: ['dlq-ops'] };
    return new SignJWT({ ...own, ...claims }).setProtectedHeader({ alg: 'RS256', kid }).sign(pair.privateKey);
  }

  it('takes a token of the issuer, for us, with a role', async () => {
    const { verifier: own } = verifier();
    const caller = await own.callerOf(await token({ preferred_username: 'Ada' }));
    expect(caller).toMatchObject({ name: 'Ada', kind: 'oidc', role: 'operator' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['of another issuer', { iss: 'https://evil.example' }, 'unknown'],
    ['for another audience', { aud: 'other' }, 'unknown'],
    ['that has ended', { exp: 1 }, 'expired'],
    ['without an end', { exp: undefined }, 'unknown'],
    ['without a subject', { sub: undefined }, 'unknown'],
    ['that begins later', { nbf: 4_000_000_000 }, 'unknown'],
    ['without a mapped role', { roles: ['others'] }, 'no_role'],
  ])('refuses a token %s', async (_what, claims, reason) => {
    const { verifier: own } = verifier();
    expect(await own.callerOf(await token(claims))).toMatchObject({ kind: 'refused', reason });
  });

  it('refuses a token that is unsigned, or signed by another key or by the public key as a secret', async () => {
    const { verifier: own } = verifier();
    expect(await own.callerOf(new UnsecuredJWT({ iss: ISSUER }).encode())).toMatchObject({ kind: 'refused' });
    expect(await own.callerOf(await token({}, { pair: second! }))).toMatchObject({ kind: 'refused' });
    const parts = [
      { alg: 'HS256', kid: 'k1' },
      { iss: ISSUER, aud: 'cxone-dlq', sub: 'eve', exp: 4_000_000_000 },
    ];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const mac = createHmac('sha256', await exportSPKI(first!.publicKey))
      .update(signed)
      .digest('base64url');
    expect(await own.callerOf(`${signed}.${mac}`)).toMatchObject({ kind: 'refused' });
    for (const text of ['a.b.c', '..', `${signed}.`]) {
      expect(await own.callerOf(text)).toMatchObject({ kind: 'refused' });
    }
  });

  it('takes a key that was rotated in, and asks for invented ones once in a while alone', async () => {
    const { verifier: own } = verifier();
    await own.callerOf(await token());
    published.push({ kid: 'k2', pair: second! });
    clock.jump(10_000);
    expect(await own.callerOf(await token({}, { kid: 'k2', pair: second! }))).toMatchObject({
      role: 'operator',
    });
    const before = fetched;
    for (let n = 0; n < 50; n++) await own.callerOf(await token({}, { kid: `invented ${n}` }));
    expect(fetched).toBe(before);
  });

  it('uses the keys it has while the provider is down, and reports the outage', async () => {
    const { verifier: own, provider, log } = verifier();
    await own.callerOf(await token());
    down = new Error('answered with HTML');
    clock.jump(3_600_000);
    expect(await own.callerOf(await token())).toMatchObject({ role: 'operator' });
    expect(provider.trouble).toBe('the keys of OIDC_ISSUER cannot be fetched: answered with HTML');
    clock.jump(24 * 3_600_000);
    expect(await own.callerOf(await token())).toMatchObject({ reason: 'unavailable' });
    down = null;
    clock.jump(10_000);
    expect(await own.callerOf(await token())).toMatchObject({ role: 'operator' });
    expect(log.lines.map(({ event }) => event)).toEqual(['oidc_provider_trouble', 'oidc_provider_available']);
  });

  it("tells a clock that differs from the provider's", async () => {
    const { verifier: own, provider } = verifier();
    clock.setWall(-300_000);
    const ahead = fetchJson;
    const skewed = new OidcProvider(
      ISSUER,
      async (url) => ({ ...(await ahead(url)), date: clock.now() + 300_000 }),
      clock,
      new MemoryLog(),
    );
    await skewed.keysFor('k1');
    expect(skewed.trouble).toBe("this machine's clock is 300 s behind that of OIDC_ISSUER");
    clock.setWall(300_000);
    await own.callerOf(await token());
    expect(provider.trouble).toBeNull();
  });
});
