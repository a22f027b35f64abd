import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, createServer as createTlsServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { HttpSender, plainAgents } from '../../src/outbound/http-sender.js';
import { throughProxies } from '../../src/outbound/proxied-agents.js';
import { publicAgents } from '../../src/outbound/public-agents.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { ForwardProxy } from '../support/forward-proxy.js';
import { deliver } from '../support/http.js';
import { startS3Server } from '../support/s3-server.js';
import { ScriptedServer, TOKEN_PATH } from '../support/scripted-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp } from '../support/test-app.js';

const PASSWORD = 'pr0xy-s3cret';
const LIMITS = { timeoutMs: 5_000 };

describe('a proxy on the way out', () => {
  let proxy: ForwardProxy;
  let server: ScriptedServer;
  let sender: HttpSender | undefined;

  beforeEach(async () => {
    server = await ScriptedServer.start(() => ({ json: { ok: true } }));
    proxy = await ForwardProxy.start(Number(new URL(server.url).port));
  });

  afterEach(async () => {
    sender?.close();
    await proxy.stop();
    await server.stop();
  });

  const envOf = (more: Record<string, string> = {}) => {
    const url = `http://user:${PASSWORD}@127.0.0.1:${proxy.port}`;
    return { HTTP_PROXY: url, HTTPS_PROXY: url, ...more };
  };
  const send = (url: string, agents = plainAgents(4), env = envOf(), publicOnly = false) => {
    const proxied = throughProxies(agents, loadConfig(env).proxies, publicOnly);
    sender = new HttpSender(new SystemClock(), { what: 'crm', agents: proxied });
    return ask(url);
  };
  const ask = (url: string) =>
    sender!.send({ method: 'POST', url, headers: {}, body: '{"a":1}', wants: 'failures' }, LIMITS);

  it('is handed a plain http request as a whole, over a kept connection', async () => {
    expect(await send('http://crm.example/in?x=1')).toMatchObject({ status: 200 });
    expect(await ask('http://crm.example/in?x=2')).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual(['http://crm.example/in?x=1', 'http://crm.example/in?x=2']);
    expect(proxy.connections).toBe(1);
    expect(proxy.authorizations[0]).toBe(`Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`);
    expect(server.requests[0]).toMatchObject({
      url: '/in?x=1',
      body: '{"a":1}',
      headers: { host: 'crm.example' },
    });
    expect(JSON.stringify(server.requests)).not.toContain('authorization');
  });

  it('is not asked for what NO_PROXY names', async () => {
    const { hostname } = new URL(server.url);
    expect(await send(server.url, plainAgents(1), envOf({ NO_PROXY: hostname }))).toMatchObject({
      status: 200,
    });
    expect(proxy.connections).toBe(0);
  });

  it.each(['http', 'https'])('that wants credentials is no answer of the %s upstream', async (scheme) => {
    proxy.refuseWith = 407;
    const error = await send(`${scheme}://crm.example/`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'upstream_unreachable',
      message: 'crm, asked through a proxy, could not be reached (ERR_PROXY_HTTP_407)',
    });
    expect(JSON.stringify(error)).not.toContain(PASSWORD);
  });

  it('that refuses a tunnel is no answer of the upstream', async () => {
    proxy.refuseWith = 403;
    await expect(send('https://crm.example/')).rejects.toMatchObject({
      code: 'upstream_unreachable',
      message: expect.stringContaining('ERR_PROXY_HTTP_403'),
    });
  });

  it.each(['http', 'https'])('that is gone is told as such for %s', async (scheme) => {
    const env = envOf();
    await proxy.stop();
    const error = await send(`${scheme}://crm.example/`, plainAgents(1), env).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'upstream_unreachable',
      message: 'crm, asked through a proxy, could not be reached (ECONNREFUSED)',
    });
    proxy = await ForwardProxy.start(1);
  });

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'https://10.0.0.1/',
    'https://metadata.google.internal/',
  ])('is not asked for %s where targets must be public', async (url) => {
    const work = send(url, publicAgents({}), envOf(), true);
    await expect(work).rejects.toMatchObject({ code: 'target_forbidden' });
    expect(proxy.asked).toEqual([]);
  });

  it('carries events to a target and calls to CXone', async () => {
    server.script = ({ url }) => ({ json: url === TOKEN_PATH ? { access_token: 't', expires_in: 60 } : {} });
    const service = await startTestApp({
      env: envOf({
        TARGET_URL: 'http://crm.example.test/in',
        CXONE_BASE_URL: 'http://cxone.example.test',
        CXONE_CLIENT_ID: 'id',
        CXONE_CLIENT_SECRET: 'secret',
        CXONE_VALIDATE_PATH: '/validate/{event_id}',
      }),
    });
    const { status, body } = await deliver(service.url, { event_id: 'e1', payload: { interaction_id: 'i' } });
    expect([status, body]).toEqual([200, { status: 'accepted' }]);
    expect(proxy.asked).toEqual([
      `http://cxone.example.test${TOKEN_PATH}`,
      'http://cxone.example.test/validate/e1',
      'http://crm.example.test/in',
    ]);
    expect(service.log.text()).not.toContain(PASSWORD);
    await service.close();
  });

  it('carries calls to S3', async () => {
    const s3 = await startS3Server();
    const way = await ForwardProxy.start(Number(new URL(s3.endpoint).port));
    const store = new S3ObjectStore({
      bucket: s3.bucket,
      region: 'us-east-1',
      endpoint: 'http://s3.example.test',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      proxies: loadConfig({ HTTP_PROXY: way.url }).proxies,
    });
    const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
    await store.put('a b/c', Buffer.from('x'), options).catch(() => {});
    expect(way.asked[0]).toMatch(/^http:\/\/s3\.example\.test\/.*\/a%20b\/c/);
    await store.close();
    await way.stop();
    await s3.stop();
  });

  describe('for https', () => {
    let tls: Server;
    let ca: Buffer;
    let clean: () => Promise<void>;

    beforeAll(async () => {
      const { path, remove } = await temporaryDirectory();
      clean = remove;
      const [key, cert] = [join(path, 'key'), join(path, 'cert')];
      const subject = ['-subj', '/CN=crm.example', '-addext', 'subjectAltName=DNS:crm.example'];
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
      execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], {
        stdio: 'ignore',
      });
      ca = readFileSync(cert);
      tls = createTlsServer({ key: readFileSync(key), cert: ca }, (request, response) => {
        request.resume().on('end', () => response.end(`${request.headers.host}${request.url}`));
      });
      await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    });

    afterAll(async () => {
      tls.closeAllConnections();
      tls.close();
      await clean();
    });

    const agents = () => ({
      http: new HttpAgent({ keepAlive: true }),
      https: new HttpsAgent({ keepAlive: true, ca }),
    });

    it('only joins the connections, which are kept, and checks the certificate of the upstream', async () => {
      await proxy.stop();
      proxy = await ForwardProxy.start((tls.address() as AddressInfo).port);
      expect(await send('https://crm.example/in', agents())).toMatchObject({ status: 200 });
      expect(await ask('https://crm.example/again')).toMatchObject({ status: 200 });
      expect(proxy.asked).toEqual(['crm.example:443']);
      expect(proxy.authorizations[0]).toMatch(/^Basic /);
      await expect(ask('https://other.example/')).rejects.toMatchObject({
        message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
      });
    });
  });
});
