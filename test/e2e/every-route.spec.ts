import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { KeyRing } from '../../src/access/keys/key-ring.js';
import { AccessCookies } from '../../src/access/session/cookies.js';
import { Sessions } from '../../src/access/session/session.js';
import { includesRole, isRole, type Role } from '../../src/domain/access/role.js';
import { routesOf, type ApiRoute } from '../support/api-routes.js';
import { callAsIs, type Called } from '../support/call-as-is.js';
import { send } from '../support/http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.js';

/** What a credential is worth: a role, the metrics alone, nothing (401), or a good token without a role (403). */
type Worth = Role | 'metrics' | 'nothing' | 'no role';

interface Credential {
  name: string;
  headers: Record<string, string>;
  worth: Worth;
}

const SECRET = 's'.repeat(32);
const SCRAPER = 'm'.repeat(32);
const AUDIENCE = 'cxone-dlq';
const HOUR_MS = 3_600_000;

/** It needs no role, and exchanges a bearer credential that has one. A session is not exchanged for another one. */
const EXCHANGE = 'POST /api/v1/session';

describe('every route with every credential', () => {
  const directory = temporaryDirectory();
  let issuer: TokenIssuer;
  let service: TestApp;
  let routes: ApiRoute[];
  let credentials: Credential[];
  let calls = 0;

  beforeAll(async () => {
    issuer = await startTokenIssuer(AUDIENCE);
    const keys = { viewer: key(), operator: key(), admin: key(), expired: key() };
    const entries = Object.entries(keys).map(([name, { sha256 }]) => ({
      name,
      role: isRole(name) ? name : 'admin',
      sha256,
      ...(name === 'expired' && { expires_at: '2020-01-01T00:00:00Z' }),
    }));
    const file = join((await directory).path, 'keys.json');
    await writeFile(file, JSON.stringify({ keys: entries }));
    service = await startTestApp({
      env: {
        ACCESS_KEYS_FILE: file,
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: AUDIENCE,
        OIDC_ROLES: 'operator:dlq-ops',
        SESSION_SECRET: SECRET,
        METRICS_TOKEN: SCRAPER,
        TRUST_PROXY: 'loopback',
      },
    });
    routes = routesOf(JSON.parse((await send(`${service.url}/docs/openapi.json`)).text) as never);
    const bearer = (name: string, credential: string, worth: Worth): Credential => ({
      name,
      headers: { authorization: `Bearer ${credential}` },
      worth,
    });
    credentials = [
      { name: 'none', headers: {}, worth: 'nothing' },
      bearer('an unknown key', newApiKey(randomBytes), 'nothing'),
      bearer('a malformed key', 'cxdlq_', 'nothing'),
      { name: 'another scheme', headers: { authorization: `Basic ${keys.admin.key}` }, worth: 'nothing' },
      bearer('an expired key', keys.expired.key, 'nothing'),
      bearer('viewer', keys.viewer.key, 'viewer'),
      bearer("the scraper's token", SCRAPER, 'metrics'),
      bearer('operator', keys.operator.key, 'operator'),
      bearer('admin', keys.admin.key, 'admin'),
      await session('a session', Date.now(), 'admin', 'admin'),
      await session('an expired session', Date.now() - HOUR_MS, 'admin', 'nothing'),
      bearer('a token', await issuer.token(), 'operator'),
      bearer('a token without a role', await issuer.token({ roles: ['others'] }), 'no role'),
      bearer(
        'a token that has ended',
        await issuer.token({ exp: Math.floor(Date.now() / 1_000) - 120 }),
        'nothing',
      ),
      bearer('a token of another issuer', await issuer.token({ iss: 'https://id.example' }), 'nothing'),
      bearer('a token for another audience', await issuer.token({ aud: 'others' }), 'nothing'),
      bearer('a token with a forged signature', await issuer.forged(), 'nothing'),
      bearer('a token with the algorithm none', issuer.unsigned(), 'nothing'),
      bearer('a token by HS256 with the public key', await issuer.signedWithPublicKey(), 'nothing'),
    ];
  });

  afterAll(async () => {
    await service.close();
    await issuer.stop();
    await (await directory).remove();
  });

  function key() {
    const made = newApiKey(randomBytes);
    return { key: made, sha256: digestOfKey(made) };
  }

  /** A session that began at `begun` and lasts a minute. */
  async function session(name: string, begun: number, role: Role, worth: Worth): Promise<Credential> {
    const sessions = new Sessions({ secrets: [SECRET], maxAgeS: 60 }, new KeyRing([]));
    const caller = { name: 'ada', kind: 'oidc' as const, role, expiresAt: null };
    const { sealed } = await sessions.begin(caller, { oidc: true }, begun);
    return { name, headers: { cookie: `${new AccessCookies(null).session}=${sealed}` }, worth };
  }

  /** From an address of its own, so that no call is 429 for the refusals of others. */
  function call({ method, path }: ApiRoute, { headers }: Credential): Promise<Called> {
    const address = `10.${(++calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`;
    return callAsIs(service.url, method, path, { ...headers, 'x-forwarded-for': address });
  }

  function expectedOf({ method, path, role }: ApiRoute, { worth, headers }: Credential): string {
    const exchanges = `${method} ${path}` === EXCHANGE;
    if (exchanges && headers['authorization'] === undefined) return '401 unauthenticated';
    if (role === 'none' && !exchanges) return 'open';
    if (worth === 'metrics') return path === '/metrics' ? 'open' : '401 unauthenticated';
    if (worth === 'nothing') return '401 unauthenticated';
    if (worth !== 'no role' && exchanges) return 'open';
    if (worth === 'no role' || !isRole(role) || !includesRole(worth, role)) return '403 forbidden';
    return 'open';
  }

  function answerOf({ status, code, headers }: Called): string {
    if (status === 401 && code === 'unauthenticated') {
      return headers['www-authenticate'] === 'Bearer'
        ? '401 unauthenticated'
        : '401 without WWW-Authenticate';
    }
    return status === 403 || status === 429 ? `${status} ${code}` : 'open';
  }

  it('names a role for each route', () => {
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path, role } of routes) {
      expect([method, path, role === 'none' || isRole(role)]).toEqual([method, path, true]);
    }
  });

  it('answers each as its role says', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const route of routes) {
      await Promise.all(
        credentials.map(async (credential) => {
          cells++;
          const [answer, expected] = [answerOf(await call(route, credential)), expectedOf(route, credential)];
          if (answer !== expected) {
            wrong.push(`${route.method} ${route.path}, ${credential.name}: ${answer}, not ${expected}`);
          }
        }),
      );
    }
    process.stdout.write(`${cells} cells: ${routes.length} routes, ${credentials.length} credentials\n`);
    expect(wrong).toEqual([]);
    expect(cells).toBe(routes.length * credentials.length);
  }, 120_000);
});
