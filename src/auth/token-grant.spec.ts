import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCxone, type FakeCxone } from '../../fake-cxone/server.mjs';
import { MemoryLog } from '../../test/support/memory-log.js';
import { ScriptedServer, type ScriptedAnswer } from '../../test/support/scripted-server.js';
import { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import { Facts } from '../runtime/facts.js';
import type { CxoneAnswer } from './cxone-client.js';
import { openCxoneClient } from './open-cxone-client.js';
import { DISCOVERY_TTL_MS } from './token-discovery.js';

const DISCOVERY = '/.well-known/openid-configuration';
const CLIENT = { CXONE_CLIENT_ID: 'fake-client', CXONE_CLIENT_SECRET: 'fake-secret' };
const KEY = { CXONE_ACCESS_KEY_ID: 'fake-key', CXONE_ACCESS_KEY_SECRET: 'fake-key-secret' };

function callOf(env: Record<string, string>, clock: TestClock): () => Promise<CxoneAnswer> {
  const facts = new Facts(new MemoryLog());
  const client = openCxoneClient({ config: loadConfig(env), clock, random: () => 0, facts });
  return () =>
    client.call(
      { method: 'GET', path: '/api/events/evt_1/validate' },
      { signal: new AbortController().signal, deadlineAt: clock.now() + 5_000 },
    );
}

describe('a token of the fake CXone', () => {
  let fake: FakeCxone;

  beforeEach(async () => {
    fake = await startFakeCxone({ now: () => 0 });
  });

  afterEach(() => fake.stop());

  it.each([
    ['client credentials in the form', { ...CLIENT }],
    ['client credentials by Basic', { ...CLIENT, CXONE_CLIENT_AUTH: 'basic' }],
    ['an access key as JSON', { ...KEY, CXONE_AUTH_MODE: 'access_key' }],
    [
      'the password grant at a path',
      { ...CLIENT, ...KEY, CXONE_AUTH_MODE: 'password', CXONE_TOKEN_URL: '/api/v2/oauth/token' },
    ],
    [
      'the password grant with the client in the form',
      {
        ...CLIENT,
        ...KEY,
        CXONE_AUTH_MODE: 'password',
        CXONE_CLIENT_AUTH: 'body',
        CXONE_TOKEN_URL: '/api/v2/oauth/token',
      },
    ],
  ])('comes by %s', async (_, env) => {
    const call = callOf({ CXONE_BASE_URL: fake.url, ...env }, new TestClock());
    expect((await call()).status).toBe(200);
  });

  it('comes by the password grant and discovery', async () => {
    const env = { ...CLIENT, ...KEY, CXONE_AUTH_MODE: 'password', CXONE_TOKEN_URL: fake.url + DISCOVERY };
    expect((await callOf({ CXONE_BASE_URL: fake.url, ...env }, new TestClock())()).status).toBe(200);
  });
});

describe('a request for a token', () => {
  let server: ScriptedServer;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock();
    server = await ScriptedServer.start(({ url }) => answerTo(url));
  });

  afterEach(() => server.stop());

  function answerTo(url: string): ScriptedAnswer {
    if (url === DISCOVERY) return { json: { token_endpoint: `${server.url}/found` } };
    return { json: { access_token: 't', expires_in: 60 } };
  }

  const call = (env: Record<string, string>) => callOf({ CXONE_BASE_URL: server.url, ...env }, clock);
  const discovering = () => ({
    ...CLIENT,
    ...KEY,
    CXONE_AUTH_MODE: 'password',
    CXONE_TOKEN_URL: server.url + DISCOVERY,
  });

  it('by the password grant sends no scope, and the client by Basic, form-encoded', async () => {
    await call({ ...discovering(), CXONE_CLIENT_SECRET: 's:+ü', CXONE_TOKEN_PARAMS: 'audience=a%20b' })();
    const [asked] = server.to('/found');
    expect(asked!.body).toBe('grant_type=password&username=fake-key&password=fake-key-secret&audience=a+b');
    const basic = Buffer.from('fake-client:s%3A%2B%C3%BC').toString('base64');
    expect(asked!.headers.authorization).toBe(`Basic ${basic}`);
  });

  it('by an access key is JSON with no client', async () => {
    await call({ ...KEY, CXONE_AUTH_MODE: 'access_key', CXONE_TOKEN_URL: `${server.url}/mine` })();
    const [asked] = server.to('/mine');
    expect(JSON.parse(asked!.body)).toEqual({ accessKeyId: 'fake-key', accessKeySecret: 'fake-key-secret' });
    expect(asked!.headers).not.toHaveProperty('authorization');
  });

  it('goes where it is told, with no scope where that is empty', async () => {
    await call({ ...CLIENT, CXONE_TOKEN_URL: '/oauth2/token', CXONE_TOKEN_PARAMS: 'scope=' })();
    expect(server.to('/oauth2/token')[0]!.body).not.toContain('scope');
  });

  it('asks for the discovery document once an hour, and again after a failure', async () => {
    const ask = call(discovering());
    server.script = () => ({ status: 404 });
    await expect(ask()).rejects.toThrow('the discovery document of CXone answered HTTP 404');
    server.script = ({ url }) => answerTo(url);
    await ask();
    await clock.advance(DISCOVERY_TTL_MS - 1);
    await ask();
    expect(server.to(DISCOVERY)).toHaveLength(2);
    await clock.advance(60_000);
    await ask();
    expect(server.to(DISCOVERY)).toHaveLength(3);
  });

  it.each<[ScriptedAnswer, string]>([
    [{ text: '<html>' }, 'not a JSON object'],
    [{ json: {} }, 'without a usable token_endpoint'],
    [{ json: { token_endpoint: 'ftp://x' } }, 'without a usable token_endpoint'],
    [{ json: { token_endpoint: 'http://user:s3cret@127.0.0.1/t' } }, 'without a usable token_endpoint'],
  ])('is not made where discovery answers %j', async (answer, message) => {
    server.script = () => answer;
    await expect(call(discovering())()).rejects.toMatchObject({
      code: 'upstream_error',
      message: expect.stringContaining(message),
    });
    expect(server.requests).toHaveLength(1);
  });
});
