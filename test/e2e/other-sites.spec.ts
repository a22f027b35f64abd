import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyRing } from '../../src/access/keys/key-ring.js';
import { AccessCookies } from '../../src/access/session/cookies.js';
import { Sessions } from '../../src/access/session/session.js';
import { documentedRoutes } from '../support/api-routes.js';
import { callAsIs } from '../support/call-as-is.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = 's'.repeat(32);

/** Every route that is not for other people's machines, and the pages. */
const ROUTES = [
  ...documentedRoutes().filter(({ path }) => !path.startsWith('/webhook/') && !path.startsWith('/health/')),
  ...['/', '/docs', '/docs/openapi.json', '/none'].map((path) => ({ method: 'GET', path, role: 'none' })),
];
const CHANGES = ROUTES.filter(({ method }) => method !== 'GET');

/** What a page of another site makes a browser send: an old one, one that hides the origin, and a present one. */
const OTHER_SITES: Array<Record<string, string>> = [
  { origin: 'http://evil.example' },
  { origin: 'null' },
  { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { 'sec-fetch-site': 'cross-site' },
];

/** Names that point at a loopback address and are not ours. */
const OTHER_NAMES = ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8080'];

describe.each(['without access configured', 'with a session'])('a page of another site, %s', (kind) => {
  let service: TestApp;
  let cookies: Record<string, string> = {};

  beforeAll(async () => {
    if (kind === 'without access configured') {
      service = await startTestApp();
      return;
    }
    service = await startTestApp({
      env: { ACCESS_KEYS: `ci:viewer:${'a'.repeat(64)}`, SESSION_SECRET: SECRET },
    });
    const sessions = new Sessions({ secrets: [SECRET], maxAgeS: 600 }, new KeyRing([]));
    const caller = { name: 'ada', kind: 'oidc' as const, role: 'admin' as const, expiresAt: null };
    const { sealed } = await sessions.begin(caller, { oidc: true }, Date.now());
    cookies = { cookie: `${new AccessCookies(null).session}=${sealed}` };
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, headers: Record<string, string>) =>
    callAsIs(service.url, method, path, { ...cookies, ...headers });

  it('reaches no route under a name of its own', async () => {
    let tried = 0;
    for (const { method, path } of ROUTES) {
      for (const host of OTHER_NAMES) {
        tried++;
        const { status, code } = await call(method, path, { host });
        expect([method, path, host, status, code]).toEqual([method, path, host, 421, 'unknown_host']);
      }
    }
    expect(tried).toBe(OTHER_NAMES.length * ROUTES.length);
  });

  it('changes nothing, whatever its browser tells of it', async () => {
    expect(CHANGES.length).toBeGreaterThan(6);
    for (const { method, path } of CHANGES) {
      for (const headers of OTHER_SITES) {
        const { status, code } = await call(method, path, headers);
        expect([method, path, headers, status, code]).toEqual([method, path, headers, 403, 'cross_site']);
      }
    }
  });

  it('may read nothing of an answer', async () => {
    for (const { method, path } of ROUTES.filter(({ method }) => method === 'GET')) {
      const { headers } = await call(method, path, OTHER_SITES[0]!);
      expect([path, headers['access-control-allow-origin']]).toEqual([path, undefined]);
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    }
  });

  it('is told apart from a page of ours', async () => {
    const origin = new URL(service.url).origin;
    for (const headers of [{}, { origin }, { origin, 'sec-fetch-site': 'same-origin' }]) {
      expect((await call('POST', '/api/v1/dlq/dry-run', headers)).status).toBe(200);
    }
  });
});
