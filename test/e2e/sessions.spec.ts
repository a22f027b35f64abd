import { afterEach, describe, expect, it } from 'vitest';
import { digestOfKey } from '../../src/access/keys/api-key.js';
import { send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const KEY = 'an-operator-key-of-a-test';
const BEARER = { authorization: `Bearer ${KEY}` };
const ENV = { ACCESS_KEYS: `ci:operator:${digestOfKey(KEY)}`, SESSION_SECRET: 's'.repeat(32) };

describe('a session made from a key', () => {
  let service: TestApp;
  afterEach(() => service.close());

  const exchange = (init: RequestInit = {}) =>
    send(`${service.url}/api/v1/session`, { method: 'POST', headers: BEARER, ...init });

  it('has the name and the role of the key, and an end', async () => {
    service = await startTestApp({ env: { ...ENV, SESSION_MAX_AGE_S: '60' } });
    const before = Date.now();
    const { status, body, headers } = await exchange();
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { name: 'ci', kind: 'session', role: 'operator' },
    });
    const end = Date.parse(String(body['expires_at']));
    expect(end).toBeGreaterThan(before + 58_000);
    expect(end).toBeLessThanOrEqual(Date.now() + 60_000);
    const [line = ''] = headers.getSetCookie();
    expect(line).toMatch(/^cxone_dlq_session=[\w.-]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = line.split(';')[0]!;
    expect(await send(`${service.url}/api/v1/me`, { headers: { cookie } })).toMatchObject({
      status: 200,
      body,
    });
    // A session cannot make itself longer.
    expect(await exchange({ headers: { cookie } })).toMatchObject({ status: 401 });
  });

  it('has a cookie for https alone where people reach the service by https', async () => {
    service = await startTestApp({ env: { ...ENV, PUBLIC_URL: 'https://dlq.example' } });
    const { headers } = await exchange();
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-cxone_dlq_session=.*; Secure; SameSite=Lax$/);
    const cookie = headers.getSetCookie()[0]!.split(';')[0]!;
    const me = (change: Record<string, string>) =>
      send(`${service.url}/api/v1/me`, { headers: { cookie, ...change } });
    expect(await me({})).toMatchObject({ status: 200 });
    expect(await me({ cookie: cookie.replace('__Host-', '') })).toMatchObject({ status: 401 });
  });

  it('is given for a good key alone, without a body', async () => {
    service = await startTestApp({ env: ENV });
    for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: `Basic ${KEY}` }]) {
      expect(await exchange({ headers })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
    expect(await exchange({ body: '{"role":"admin"}' })).toMatchObject({ status: 400 });
  });

  it('is not to be had without SESSION_SECRET, nor is signing in without a provider', async () => {
    service = await startTestApp({ env: { ACCESS_KEYS: ENV.ACCESS_KEYS } });
    expect(await exchange()).toMatchObject({ status: 404, body: { code: 'not_found' } });
    for (const path of ['sign-in', 'callback']) {
      expect(await send(`${service.url}/api/v1/session/${path}`)).toMatchObject({ status: 404 });
    }
  });

  it('counts refused keys, so that nobody tries them by the thousand', async () => {
    service = await startTestApp({ env: ENV });
    for (let n = 0; n < 20; n++) await exchange({ headers: { authorization: `Bearer ${n}` } });
    expect(await exchange({ headers: { authorization: 'Bearer x' } })).toMatchObject({ status: 429 });
    expect(await exchange()).toMatchObject({ status: 200 });
  });
});
