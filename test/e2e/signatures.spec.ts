import { afterEach, describe, expect, it } from 'vitest';
import { customOf, signedHeaders, SIGNING_PROFILES } from '../../fake-cxone/sign.mjs';
import { Facts } from '../../src/runtime/facts.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = 'bWFkZS11cC1zZWNyZXQtMTIz';
const OLD_SECRET = 'bWFkZS11cC1zZWNyZXQtb2xk';
const WRONG_SECRET = 'bWFkZS11cC1zZWNyZXQtbm9uZQ==';
const TIMED = ['nice-ts', 'cxone-hex', 'nexus', 'standard-webhooks', 'custom'];
const CUSTOM = {
  WEBHOOK_CUSTOM_PROFILE: JSON.stringify({
    header: 'X-Our-Signature',
    template: 'v0:{timestamp}:{body}',
    encoding: 'base64',
    prefix: 'v0=',
    timestamp_header: 'X-Our-Time',
  }),
};
/** Spaced and ordered as no serialiser would. */
const BODY = '{ "payload":{"note":"é 😀", "n":1.10},\r\n "event_id":"signed_1" }\n';

const signed = (profile: string, more: { secret?: string; body?: string; now?: number } = {}) =>
  signedHeaders({ profile, secret: SECRET, body: BODY, custom: customOf(CUSTOM), ...more });

let service: TestApp;

afterEach(() => service.close());

async function start(profiles: string[], env: Record<string, string> = {}): Promise<void> {
  const secrets = profiles.map((name) => [
    `WEBHOOK_SECRET_${name.toUpperCase().replaceAll('-', '_')}`,
    `${SECRET},${OLD_SECRET}`,
  ]);
  service = await startTestApp({
    env: {
      ...(await storeEnv()),
      ...(profiles.includes('custom') ? CUSTOM : {}),
      WEBHOOK_SIGNATURES: profiles.join(','),
      WEBHOOK_REQUIRE_SIGNATURE: 'true',
      ...Object.fromEntries(secrets),
      ...env,
    },
  });
}

const post = (headers: Record<string, string>, body = BODY) => deliver(service.url, body, headers);

const refusals = () => service.log.lines.filter(({ event }) => event === 'signature_refused');

describe.each(SIGNING_PROFILES)('a service that wants signatures as %s', (profile) => {
  it('takes what is signed by any of its secrets, and nothing else', async () => {
    await start([profile]);
    const told: unknown[] = [];
    const facts = service.app.get(Facts);
    facts.on('signature_verified', (fact) => told.push(fact));
    facts.on('signature_refused', (fact) => told.push(fact));
    expect((await post(signed(profile))).status).toBe(200);
    expect((await post(signed(profile, { secret: OLD_SECRET }))).status).toBe(200);

    const wrong = await post(signed(profile, { secret: WRONG_SECRET }));
    expect(wrong).toMatchObject({ status: 401, body: { status: 401, code: 'signature_mismatch' } });
    const unsigned = await post({});
    expect(unsigned).toMatchObject({
      status: 401,
      body: { title: 'Unauthorized', code: 'signature_missing', errors: [{ expected: expect.any(String) }] },
    });
    expect(unsigned.headers.get('content-type')).toContain('application/problem+json');
    expect(unsigned.headers.get('www-authenticate')).toBe(profile === 'bearer' ? 'Bearer' : 'HMAC-SHA256');

    expect(told).toEqual([
      { profile, secret: 1 },
      { profile, secret: 2 },
      { reason: 'signature_mismatch' },
      { reason: 'signature_missing' },
    ]);
    expect(refusals()).toMatchObject([
      {
        level: 'warn',
        fields: {
          reason: 'signature_mismatch',
          profiles: [expect.stringMatching(`^${profile}: `)],
          body_bytes: Buffer.byteLength(BODY),
        },
      },
      { level: 'warn', fields: { reason: 'signature_missing', headers: [] } },
    ]);
  });

  it('never shows a secret or a signature: not in the log, an answer or a record', async () => {
    await start([profile]);
    const headers = signed(profile);
    const { body } = await post(headers);
    const record = (await api(service.url, `/events/${body.trace_id}`, undefined, 'GET')).text;
    const answers = [await post(headers, `${BODY} `), await post(signed(profile, { secret: WRONG_SECRET }))];
    const said = [service.log.text(), record, ...answers.map(({ text }) => text)].join('\n');
    const signatures = Object.values(headers).map((value) =>
      value.replace(/^(?:Bearer |v\d[,=]|sha256=)/, ''),
    );
    for (const secret of [
      SECRET,
      OLD_SECRET,
      WRONG_SECRET,
      ...signatures.filter(({ length }) => length > 20),
    ]) {
      expect(said).not.toContain(secret);
    }
  });
});

describe.each(SIGNING_PROFILES.filter((name) => name !== 'bearer'))('the bytes signed as %s', (profile) => {
  it.each([
    ['without its last line break', BODY.trimEnd()],
    ['reserialised', JSON.stringify(JSON.parse(BODY))],
    ['broken', '{'],
    ['empty', ''],
  ])('are the body as it is: %s is refused before it is read', async (_what, body) => {
    await start([profile]);
    expect(await post(signed(profile), body)).toMatchObject({
      status: 401,
      body: { code: 'signature_mismatch' },
    });
  });
});

describe.each(TIMED)('the time signed as %s', (profile) => {
  it('must not be long ago or far ahead', async () => {
    await start([profile], { WEBHOOK_SIGNATURE_TOLERANCE_S: '60' });
    expect((await post(signed(profile, { now: Date.now() - 40_000 }))).status).toBe(200);
    for (const offset of [-100_000, 100_000]) {
      const answer = await post(signed(profile, { now: Date.now() + offset }));
      expect(answer).toMatchObject({ status: 401, body: { code: 'timestamp_stale' } });
    }
    const ages = refusals().map(({ fields }) =>
      Number(/\((-?\d+) s old\)/.exec((fields.profiles as string[])[0]!)?.[1]),
    );
    expect(ages[0]).toBeGreaterThanOrEqual(100);
    expect(ages[1]).toBeLessThan(0);
  });
});

describe('a service of several profiles', () => {
  it('takes any of them, and tells what came closest', async () => {
    await start(['nice-b64', 'nice-ts', 'bearer']);
    for (const profile of ['nice-b64', 'nice-ts', 'bearer']) {
      expect((await post(signed(profile))).status).toBe(200);
    }
    const answer = await post({ ...signed('nice-ts', { now: 1_000_000 }), ...signed('nexus') });
    expect(answer).toMatchObject({ status: 401, body: { code: 'timestamp_stale' } });
    expect(answer.headers.get('www-authenticate')).toBe('HMAC-SHA256, Bearer');
    expect(refusals()[0]?.fields).toMatchObject({
      profiles: [
        'nice-b64: signature_malformed',
        expect.stringMatching(/^nice-ts: timestamp_stale \(\d+ s old\)$/),
        'bearer: signature_missing',
      ],
      headers: [
        expect.stringMatching(/^x-nice-webhook-signature: 64 characters, begins with [0-9a-f]{4}$/),
        'x-nice-webhook-timestamp: 7 characters, begins with 1000',
        'x-nexus-signature-256: 71 characters, begins with sha2',
        expect.stringMatching(/^x-nexus-timestamp: 10 characters/),
      ],
    });
  });

  it('checks whatever way leads to the webhook, and nothing but the webhook', async () => {
    await start(['nice']);
    const paths = [
      `${WEBHOOK_PATH}/`,
      WEBHOOK_PATH.toUpperCase(),
      `/.${WEBHOOK_PATH}`,
      `${WEBHOOK_PATH}?a=1`,
    ];
    for (const path of paths) {
      expect((await send(service.url + path, { method: 'POST', body: BODY })).status).toBe(401);
    }
    for (const path of [
      `/${WEBHOOK_PATH}`,
      WEBHOOK_PATH.replace('-', '%2D'),
      `${WEBHOOK_PATH}/x`,
      '/webhook',
    ]) {
      expect([401, 404]).toContain((await send(service.url + path, { method: 'POST', body: BODY })).status);
    }
    expect((await send(`${service.url}/health/live`)).status).toBe(200);
    expect((await api(service.url, '/retry', {})).status).toBe(200);
  });
});

describe('a service without secrets', () => {
  it('takes everything, and says so at its start', async () => {
    service = await startTestApp({ env: await storeEnv() });
    expect((await post({ 'X-Nice-Signature': 'whatever' })).status).toBe(200);
    expect(service.log.lines.filter(({ event }) => event === 'webhook_unsigned')).toMatchObject([
      { level: 'warn' },
    ]);
  });
});

describe('a retry', () => {
  it('never looks at a signature again', async () => {
    await start(['nice']);
    const { body } = await post(signed('nice'));
    const answer = await api(service.url, `/events/${body.trace_id}/retry`);
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'failed' } });
    expect(answer.text).toContain('retry 1 failed: missing required field');
  });
});
