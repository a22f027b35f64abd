import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startFakeCxone,
  type FakeCxone,
  type FakeCxoneReport,
  type FakeCxoneWish,
} from '../../fake-cxone/server.mjs';
import { send, type Answer } from '../support/http.js';
import { TOKEN_PATH } from '../support/scripted-server.js';

const CLIENT = {
  grant_type: 'client_credentials',
  client_id: 'fake-client',
  client_secret: 'fake-secret',
  scope: 'data-actions:read data-actions:write',
};

let fake: FakeCxone;
let now: number;

beforeEach(async () => {
  now = 1_700_000_000_000;
  fake = await startFakeCxone({ now: () => now });
});

afterEach(() => fake.stop());

const askToken = (change: Partial<typeof CLIENT> = {}, headers: Record<string, string> = {}) =>
  send(fake.url + TOKEN_PATH, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ ...CLIENT, ...change }),
  });

const control = (wish: unknown): Promise<Answer> =>
  send(`${fake.url}/_control`, { method: 'POST', body: JSON.stringify(wish) });

async function set(wish: FakeCxoneWish): Promise<void> {
  expect((await control(wish)).status).toBe(200);
}

async function report(): Promise<FakeCxoneReport> {
  return JSON.parse((await send(`${fake.url}/_control`)).text) as FakeCxoneReport;
}

async function bearer(): Promise<Record<string, string>> {
  return { Authorization: `Bearer ${String((await askToken()).body.access_token)}` };
}

const validate = (eventId: string, headers: Record<string, string>) =>
  send(`${fake.url}/api/events/${encodeURIComponent(eventId)}/validate`, { headers });

describe('the token endpoint', () => {
  it('issues a bearer token with its life', async () => {
    const answer = await askToken();

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^fake-[\w-]{32}$/),
      token_type: 'bearer',
      expires_in: 3_600,
      scope: CLIENT.scope,
    });
  });

  it.each([
    [{ grant_type: 'refresh_token' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'password' }, 400, 'invalid_grant'],
    [{ client_id: 'someone' }, 401, 'invalid_client'],
    [{ client_secret: 'a-guess' }, 401, 'invalid_client'],
    [{ scope: 'admin' }, 400, 'invalid_scope'],
    [{ scope: '' }, 400, 'invalid_scope'],
  ])('refuses %j', async (change, status, error) => {
    const answer = await askToken(change);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_description: expect.any(String) });
    expect(answer.text).not.toContain('a-guess');
  });

  it('takes a form only, and POST only', async () => {
    expect((await askToken({}, { 'Content-Type': 'application/json' })).body.error).toBe('invalid_request');
    const answer = await send(fake.url + TOKEN_PATH);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
  });
});

describe('the other ways to a token', () => {
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    send(fake.url + TOKEN_PATH, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const byKey = (body: unknown) =>
    send(`${fake.url}/authentication/v1/token/access-key`, { method: 'POST', body: JSON.stringify(body) });
  const key = { grant_type: 'password', username: 'fake-key', password: 'fake-key-secret' };

  it('are the password grant with the client by Basic, without a scope', async () => {
    const answer = await form(key, basic('fake-client:fake%2Dsecret'));
    expect([answer.status, answer.body.scope]).toEqual([200, undefined]);
    const token = String(answer.body.access_token);
    expect((await validate('evt_1', { Authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await form(key, basic('fake-client:wrong'))).body.error).toBe('invalid_client');
    const wrong = await form({ ...key, password: 'a-guess' }, basic('fake-client:fake-secret'));
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('are an access key as JSON', async () => {
    const answer = await byKey({ accessKeyId: 'fake-key', accessKeySecret: 'fake-key-secret' });
    expect(answer.body).toMatchObject({ access_token: expect.any(String), expires_in: 3_600 });
    expect((await byKey({ accessKeyId: 'fake-key', accessKeySecret: 'a-guess' })).status).toBe(401);
    expect((await byKey([])).status).toBe(400);
    expect((await report()).token_requests).toBe(3);
  });

  it('are found by discovery', async () => {
    const answer = await send(`${fake.url}/.well-known/openid-configuration`);
    expect(answer.body.token_endpoint).toBe(fake.url + TOKEN_PATH);
  });
});

describe('the API', () => {
  it('validates an event, and does not know those that begin with unknown', async () => {
    const headers = await bearer();

    expect((await validate('evt/1 é', headers)).body).toEqual({ event_id: 'evt/1 é', valid: true });
    expect((await validate('unknown-7', headers)).status).toBe(404);
    expect((await report()).validations).toEqual({ 'evt/1 é': 1, 'unknown-7': 1 });
  });

  it('keeps acknowledgements, and refuses half ones', async () => {
    const headers = await bearer();
    const acknowledge = (body: unknown) =>
      send(`${fake.url}/api/events/acknowledge`, { method: 'POST', headers, body: JSON.stringify(body) });

    expect((await acknowledge({ event_id: 'evt_1', trace_id: 'DLQ-1' })).status).toBe(200);
    const refused = await acknowledge({ event_id: '' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('event_id');
    expect(refused.text).toContain('trace_id');
    expect((await report()).acknowledgements).toEqual([{ event_id: 'evt_1', trace_id: 'DLQ-1' }]);
  });

  it('refuses a token that is absent, unknown, expired or revoked', async () => {
    await set({ token_ttl_s: 2 });
    const headers = await bearer();
    expect((await validate('evt_1', {})).status).toBe(401);
    expect((await validate('evt_1', { Authorization: 'Bearer made-up' })).status).toBe(401);

    now += 1_999;
    expect((await validate('evt_1', headers)).status).toBe(200);
    now += 1;
    expect((await validate('evt_1', headers)).status).toBe(401);

    const fresh = await bearer();
    await set({ revoke_tokens: true });
    expect((await validate('evt_1', fresh)).status).toBe(401);
    expect((await report()).validations).toEqual({ evt_1: 1 });
  });
});

describe('the modes', () => {
  it('breaks the connection in an outage, and recovers', async () => {
    const headers = await bearer();
    await set({ mode: 'outage' });
    await expect(validate('evt_1', headers)).rejects.toThrow('fetch failed');
    await expect(askToken()).rejects.toThrow('fetch failed');

    await set({ mode: 'ok' });
    expect((await validate('evt_1', headers)).status).toBe(200);
    expect((await report()).answers).toEqual({ 200: 2, destroyed: 2 });
  });

  it.each([
    [{ mode: 'rate_limited' }, 429, '1'],
    [{ mode: 'rate_limited', retry_after: 7 }, 429, '7'],
    [
      { mode: 'rate_limited', retry_after: 'Wed, 21 Oct 2026 07:28:00 GMT' },
      429,
      'Wed, 21 Oct 2026 07:28:00 GMT',
    ],
    [{ mode: 'unavailable' }, 503, null],
    [{ mode: 'unavailable', retry_after: 3 }, 503, '3'],
  ] as Array<[FakeCxoneWish, number, string | null]>)('answers %j', async (wish, status, retryAfter) => {
    await set(wish);

    for (const answer of [await askToken(), await validate('evt_1', {})]) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('retry-after')).toBe(retryAfter);
    }
    expect((await report()).answers).toEqual({ [status]: 2 });
  });

  it('never answers when it hangs, and counts token requests at the same time', async () => {
    await set({ mode: 'hang' });
    const giveUp = new AbortController();
    const asked = [1, 2, 3].map(() =>
      fetch(fake.url + TOKEN_PATH, {
        method: 'POST',
        body: new URLSearchParams(CLIENT),
        signal: giveUp.signal,
      }),
    );
    await expect.poll(async () => (await report()).token_requests_in_flight_max).toBe(3);

    giveUp.abort();
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    expect(await report()).toMatchObject({ token_requests: 3, tokens_issued: 0, answers: { hung: 3 } });
  });
});

describe('the control', () => {
  it.each([
    [{ mode: 'broken' }, 'mode', 'one of ok, outage, rate_limited, unavailable, hang'],
    [{ retry_after: -1 }, 'retry_after', 'whole seconds from 0, or an HTTP date'],
    [{ retry_after: 'soon' }, 'retry_after', 'whole seconds from 0, or an HTTP date'],
    [{ token_ttl_s: 0 }, 'token_ttl_s', 'a number above 0'],
    [{ revoke_tokens: 'yes' }, 'revoke_tokens', 'true or false'],
    [{ speed: 1 }, 'speed', expect.stringContaining('no such field')],
    [[], 'body', 'a JSON object'],
  ])('refuses %j', async (wish, field, expected) => {
    const answer = await control(wish);

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, expected }]);
  });

  it('changes nothing when any field is wrong', async () => {
    const before = await report();
    await control({ mode: 'outage', token_ttl_s: 'long' });
    expect(await report()).toEqual(before);
  });

  it('goes back to its start on reset', async () => {
    const before = await report();
    const headers = await bearer();
    await validate('evt_1', headers);
    await set({ mode: 'unavailable', retry_after: 9, token_ttl_s: 1 });

    await set({ reset: true });
    expect(await report()).toEqual(before);
    expect((await validate('evt_1', headers)).status).toBe(401);
  });
});
