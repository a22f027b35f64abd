import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOfKey } from '../../src/access/keys/api-key.js';
import { TEXT_FORMAT } from '../../src/metrics/scrape.js';
import { readPrometheusText } from '../support/prometheus-text.js';
import { send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TOKEN = 'scraper-'.padEnd(40, 'x');
const NEXT_TOKEN = 'scraper-'.padEnd(40, 'y');
const KEY = 'a-key-of-the-role-viewer';
const KEYS = `look:viewer:${digestOfKey(KEY)}`;

describe('who may scrape', () => {
  let service: TestApp;

  afterEach(() => service.close());

  const scrape = (credential: string | null, path = '/metrics', init: RequestInit = {}) =>
    send(service.url + path, {
      ...init,
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
    });

  it('whoever has the token, which opens nothing else', async () => {
    service = await startTestApp({ env: { ACCESS_KEYS: KEYS, METRICS_TOKEN: `${TOKEN},${NEXT_TOKEN}` } });
    for (const token of [TOKEN, NEXT_TOKEN]) {
      const answer = await scrape(token);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, TEXT_FORMAT]);
      expect(readPrometheusText(answer.text).size).toBeGreaterThan(30);
    }
    expect((await scrape(TOKEN, '/METRICS/')).status).toBe(200);
    const refused = ['/api/v1/dlq/stats', '/version', '/api/v1/me', '/docs/../version', '/metrics/more'];
    for (const path of refused) expect([path, (await scrape(TOKEN, path)).status]).toEqual([path, 401]);
    expect((await scrape(TOKEN, '/metrics', { method: 'POST' })).status).toBe(401);
  });

  it('whoever may look, and nobody else', async () => {
    service = await startTestApp({ env: { ACCESS_KEYS: KEYS, METRICS_TOKEN: TOKEN } });
    expect((await scrape(KEY)).status).toBe(200);
    for (const credential of [null, 'wrong', TOKEN.slice(0, -1), `${TOKEN}x`, `${TOKEN},${NEXT_TOKEN}`]) {
      const { status, body, headers } = await scrape(credential);
      expect([status, body.code, headers.get('www-authenticate')]).toEqual([
        401,
        'unauthenticated',
        'Bearer',
      ]);
    }
  });

  it('is not refused for the refusals of others at its address', async () => {
    service = await startTestApp({ env: { ACCESS_KEYS: KEYS, METRICS_TOKEN: TOKEN } });
    for (let n = 0; n < 25; n++) await scrape('wrong');
    expect([(await scrape('wrong')).status, (await scrape(TOKEN)).status]).toEqual([429, 200]);
  });

  it('anybody on loopback without access, and nobody else without the token', async () => {
    service = await startTestApp({ env: { METRICS_TOKEN: TOKEN } });
    expect((await scrape(null)).status).toBe(200);
    // Prometheus calls the service by a name that is not configured.
    expect([await statusFor('dlq.internal'), await statusFor('dlq.internal', TOKEN)]).toEqual([421, 200]);
    expect(await statusFor('dlq.internal', TOKEN, '/version')).toBe(421);
  });

  it('whoever has the token where the operator API is closed', async () => {
    service = await startTestApp({ env: { HOST: '0.0.0.0', METRICS_TOKEN: TOKEN } });
    expect((await scrape(null)).body.code).toBe('access_not_configured');
    expect((await scrape(TOKEN)).status).toBe(200);
    expect((await scrape(TOKEN, '/version')).body.code).toBe('access_not_configured');
  });

  it('without query parameters, and with a compression that the service does not have', async () => {
    service = await startTestApp();
    const { status, body } = await scrape(null, '/metrics?name%5B%5D=up');
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    const answer = await send(`${service.url}/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, null]);
    const head = await scrape(null, '/metrics', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  /** A request with a Host header, which `fetch` does not let anybody set. */
  function statusFor(host: string, token?: string, path = '/metrics'): Promise<number | undefined> {
    const { hostname, port } = new URL(service.url);
    const headers = { host, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return new Promise((resolve, reject) => {
      const asked = request({ host: hostname.replace(/^\[|\]$/g, ''), port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end();
    });
  }
});
