import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openOidc, type OidcAccess } from '../../src/access/oidc/oidc-access.js';
import { loadConfig } from '../../src/config/config.js';
import { IdentityProvider } from '../support/identity-provider.js';
import { MemoryLog } from '../support/memory-log.js';
import { signInAtProvider } from '../support/provider-login.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const PUBLIC_URL = 'http://127.0.0.1:8080';
const CALLBACK = `${PUBLIC_URL}/api/v1/session/callback`;

describe('a real identity provider', () => {
  let keysDir: string;
  let provider: IdentityProvider;
  let oidc: OidcAccess;
  let log: MemoryLog;
  let clock: ShiftedClock;

  beforeAll(async () => {
    keysDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-idp-'));
    provider = await IdentityProvider.at(CALLBACK, keysDir);
  });
  beforeEach(() => {
    log = new MemoryLog();
    clock = new ShiftedClock();
    const env = {
      PUBLIC_URL,
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: 'cxone-dlq',
      OIDC_ROLES: 'viewer:dlq-viewers,operator:dlq-ops',
      OIDC_CLIENT_ID: 'console',
      OIDC_CLIENT_SECRET: 'console-secret-of-a-test',
      SESSION_SECRET: 's'.repeat(32),
    };
    oidc = openOidc({ config: loadConfig(env), clock, log })!;
  });
  afterEach(async () => {
    oidc.stop();
    await provider.stop();
  });
  afterAll(() => rm(keysDir, { recursive: true }));

  const begin = () => oidc.signIn!.begin('/docs');
  const queryOf = (url: string) => new URL(url).search;
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    );

  it('gives tokens that are accepted, also when its key changes in mid-run', async () => {
    await provider.start(['k1']);
    expect(await oidc.tokens.callerOf(await provider.token())).toMatchObject({
      name: 'console',
      role: 'operator',
    });
    await provider.stop();
    await provider.start(['k2', 'k1']);
    clock.pass(10_000);
    expect(await oidc.tokens.callerOf(await provider.token())).toMatchObject({ role: 'operator' });
  });

  it('signs a person in by code flow with PKCE', async () => {
    await provider.start(['k1']);
    const { url, sealed } = await begin();
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    const query = queryOf(await signInAtProvider(url, 'ada:dlq-ops'));
    expect(await oidc.signIn!.end(query, sealed)).toEqual({
      caller: { name: 'ada', kind: 'oidc', role: 'operator', expiresAt: null },
      returnTo: '/docs',
    });
    // The code is spent.
    expect(await failure(oidc.signIn!.end(query, sealed))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('invalid_grant') as string,
    });
  });

  it('names a person whose roles are not mapped', async () => {
    await provider.start(['k1']);
    const { url, sealed } = await begin();
    const query = queryOf(await signInAtProvider(url, 'eve:others'));
    expect(await oidc.signIn!.end(query, sealed)).toMatchObject({
      caller: { kind: 'refused', reason: 'no_role', name: 'eve' },
    });
  });

  it('signs nobody in whose sign-in began in another browser, or ended', async () => {
    await provider.start(['k1']);
    const [own, other] = [await begin(), await begin()];
    const query = queryOf(await signInAtProvider(own.url, 'eve:dlq-ops'));
    for (const sealed of [undefined, '', 'x'.repeat(9_000), other.sealed]) {
      expect(await failure(oidc.signIn!.end(query, sealed))).toMatchObject({ kind: 'begin_again' });
    }
    const changed = query.replace(/state=[^&]*/, '$&x');
    expect(await failure(oidc.signIn!.end(changed, own.sealed))).toMatchObject({ kind: 'begin_again' });
    clock.setWall(600_000);
    expect(await failure(oidc.signIn!.end(query, own.sealed))).toMatchObject({ kind: 'begin_again' });
  });

  it('refuses an answer by another issuer, a code of another verifier, and what a person refuses', async () => {
    await provider.start(['k1']);
    const [own, other] = [await begin(), await begin()];
    const back = await signInAtProvider(own.url, 'ada:dlq-ops');
    const mixedUp = queryOf(back).replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example');
    expect(await failure(oidc.signIn!.end(mixedUp, own.sealed))).toMatchObject({ kind: 'refused' });
    const state = new URL(other.url).searchParams.get('state')!;
    const spliced = queryOf(back).replace(/state=[^&]*/, `state=${state}`);
    expect(await failure(oidc.signIn!.end(spliced, other.sealed))).toMatchObject({ kind: 'refused' });
    const iss = encodeURIComponent(provider.issuer);
    const denied = `?error=access_denied&state=${state}&iss=${iss}`;
    expect(await failure(oidc.signIn!.end(denied, other.sealed))).toMatchObject({
      kind: 'refused',
      message: 'The identity provider refused to sign you in (access_denied).',
    });
  });

  it('is missed while it is down, and heals by itself', async () => {
    oidc.start();
    await expect.poll(() => oidc.health()).toMatchObject({ status: 'degraded' });
    const { detail } = oidc.health();
    expect(detail).toMatch(/^the keys of OIDC_ISSUER cannot be fetched: the identity provider could not be/);
    expect(await failure(begin())).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('could not be reached (ECONNREFUSED)') as string,
    });
    await provider.start(['k1']);
    clock.pass(30_000);
    expect(await oidc.tokens.callerOf(await provider.token())).toMatchObject({ role: 'operator' });
    expect(oidc.health()).toEqual({ status: 'ok' });
    const token = await provider.token();
    await provider.stop();
    clock.pass(10_000);
    expect(await oidc.tokens.callerOf(token)).toMatchObject({ role: 'operator' });
    expect(await failure(begin())).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    [-300_000, "this machine's clock is 300 s behind that of OIDC_ISSUER"],
    [300_000, "this machine's clock is 300 s ahead of that of OIDC_ISSUER"],
    [7_200_000, "this machine's clock is 7200 s ahead of that of OIDC_ISSUER"],
  ])('is told in a line to differ from our clock by %i ms', async (ahead, line) => {
    clock.setWall(ahead);
    await provider.start(['k1']);
    const { url, sealed } = await begin();
    const { detail = '' } = oidc.health();
    // The provider's Date has whole seconds.
    const nearby = (text: string) => Math.abs(Math.abs(ahead) / 1_000 - Number(text)) <= 2;
    const rounded = detail.replace(/\d+(?= s )/, (text) =>
      nearby(text) ? String(Math.abs(ahead) / 1_000) : text,
    );
    expect(rounded).toBe(line);
    expect(log.lines.map(({ event }) => event)).toEqual(['oidc_provider_trouble']);
    if (ahead < 3_600_000) return;
    const query = queryOf(await signInAtProvider(url, 'ada:dlq-ops'));
    expect(await failure(oidc.signIn!.end(query, sealed))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(detail) as string,
    });
  });
});
