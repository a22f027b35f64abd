import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Called {
  status: number;
  code: string | undefined;
  headers: Record<string, unknown>;
}

const WEBHOOK = '/webhook/cxone-data-actions';

describe('a service without access configured', () => {
  let service: TestApp;
  let port: number;

  beforeAll(async () => {
    service = await startTestApp({
      env: { ALLOWED_HOSTS: 'dlq.example, 192.0.2.5:9000', PUBLIC_URL: 'https://ops.example/' },
    });
    port = Number(new URL(service.url).port);
  });

  afterAll(() => service.close());

  /** `fetch` lets nobody choose these headers. */
  const call = (method: string, path: string, headers: Record<string, string>): Promise<Called> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => {
          const code = /"code":"(\w+)"/.exec(text)?.[1];
          resolve({ status: response.statusCode ?? 0, code, headers: response.headers });
        });
      });
      sent.on('error', reject);
      sent.end(
        method === 'POST' && path === WEBHOOK ? '{"event_id":"e","payload":{"interaction_id":1}}' : undefined,
      );
    });

  it.each(
    [
      'localhost LOCALHOST:1234 localhost. 127.0.0.1 127.8.9.1:80 [::1] [::1]:8080',
      'dlq.example DLQ.example:444 192.0.2.5:9000 ops.example ops.example:8443',
    ].flatMap((line) => line.split(' ')),
  )('answers under the name %s', async (host) => {
    expect((await call('GET', '/version', { host })).status).toBe(200);
  });

  it.each(
    [
      'evil.example localhost.evil.example 127.0.0.1.evil.example 127.evil.example 192.0.2.5 192.0.2.5:9001',
      'x@localhost localhost/x 0.0.0.0 [::2] dlq.example.evil.example',
    ].flatMap((line) => line.split(' ')),
  )('answers 421 under the name "%s" on every route but the webhook and the health checks', async (host) => {
    for (const path of [
      '/version',
      '/docs',
      '/docs/openapi.json',
      '/api/v1/dlq/events',
      '/none',
      '/health',
    ]) {
      expect([path, await call('GET', path, { host })]).toMatchObject([
        path,
        { status: 421, code: 'unknown_host' },
      ]);
    }
    expect((await call('POST', '/api/v1/dlq/retry', { host })).status).toBe(421);
    expect((await call('POST', WEBHOOK, { host })).status).toBe(200);
    expect((await call('GET', '/health/live', { host })).status).toBe(200);
  });

  it('takes the host of a target in absolute form for the one that counts', async () => {
    const target = 'http://evil.example/version';
    expect((await call('GET', target, { host: 'localhost' })).status).toBe(421);
  });

  const own = () => `127.0.0.1:${port}`;
  const change = (headers: Record<string, string>, method = 'POST') =>
    call(method, '/api/v1/dlq/retry', { host: own(), ...headers });

  it('refuses changes that a page of another site asks for', async () => {
    const others = [
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: '' },
      { origin: 'garbage' },
      { origin: `https://127.0.0.1:${port}` },
      { origin: `http://127.0.0.1:${port + 1}` },
      { origin: `http://localhost:${port}` },
      { origin: 'http://ops.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: `http://127.0.0.1:${port}` },
    ];
    for (const headers of others) {
      expect([headers, await change(headers)]).toMatchObject([headers, { status: 403, code: 'cross_site' }]);
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      expect((await change({ origin: 'http://evil.example' }, method)).status).toBe(403);
    }
  });

  it('takes changes of its own pages, of PUBLIC_URL, and of programs', async () => {
    const allowed = [
      {},
      { origin: `http://127.0.0.1:${port}` },
      { origin: `HTTP://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' },
      { origin: 'https://ops.example' },
      { origin: 'https://ops.example', 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of allowed) expect([headers, (await change(headers)).status]).toEqual([headers, 200]);
    const read = await call('GET', '/version', { host: own(), origin: 'http://evil.example' });
    expect(read.status).toBe(200);
  });

  it('lets no page frame any answer, whatever it is', async () => {
    for (const path of [
      '/docs',
      '/docs/',
      '/docs/swagger-ui-init.js',
      '/version',
      '/none',
      WEBHOOK,
      '/health/live',
    ]) {
      const { headers } = await call('GET', path, { host: own() });
      expect([path, headers['content-security-policy']]).toEqual([
        path,
        expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      ]);
      expect([path, headers]).toMatchObject([
        path,
        { 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
      ]);
    }
    const docs = await call('GET', '/docs', { host: own() });
    expect(docs.headers['content-security-policy']).not.toMatch(/unsafe-eval|upgrade|script-src[^;]*unsafe/);
    const refused = await call('GET', '/docs', { host: 'evil.example' });
    expect(refused.headers['x-frame-options']).toBe('DENY');
  });
});
