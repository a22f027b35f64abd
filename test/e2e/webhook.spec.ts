import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const TRACE_ID = /^DLQ-\d{13}-[0-9a-f]{32}$/;

describe('the webhook', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ env: { ...(await storeEnv()), MAX_BODY_BYTES: '20000' } });
  });

  afterAll(() => service.close());

  async function recordOf(traceId: string): Promise<string> {
    return (await api(service.url, `/events/${traceId}`, undefined, 'GET')).text;
  }

  it('answers an event that was processed', async () => {
    const answer = await deliver(service.url, { event_id: 'ok', payload: { interaction_id: 'int_1' } });
    expect([answer.status, answer.text]).toEqual([200, '{"status":"accepted"}']);
  });

  it('answers an event that failed with its trace id, and has it stored', async () => {
    const before = Date.now();
    const event = { event_id: 'evt_1', tenant_id: 't_1', payload: { a: 1 } };
    const { status, body } = await deliver(service.url, event);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['status', 'trace_id']);
    expect(body.trace_id).toMatch(TRACE_ID);
    const record = JSON.parse(await recordOf(body.trace_id)) as Record<string, unknown>;
    expect(Object.keys(record).slice(0, 6)).toEqual([
      'original_event',
      'error',
      'trace_id',
      'failed_at',
      'retry_count',
      'schema_version',
    ]);
    expect(record).toMatchObject({
      original_event: event,
      error: 'missing required field: interaction_id in event evt_1',
      trace_id: body.trace_id,
      retry_count: 0,
      schema_version: 'v2.1',
      status: 'parked',
      error_code: 'validation_failed',
      retryable: false,
    });
    expect(Date.parse(record.failed_at as string)).toBeGreaterThanOrEqual(before);
    const digest = createHash('sha256').update('["t_1","evt_1"]{"a":1}').digest('hex').slice(0, 32);
    expect(body.trace_id).toBe(`DLQ-${Date.parse(record.failed_at as string)}-${digest}`);
  });

  it.each([
    ['broken JSON', '{"event_id":', 'body'],
    ['nothing', '', 'body'],
    ['a number', '17', 'body'],
    ['a text', '"event_id"', 'body'],
    ['null', 'null', 'body'],
    ['a form without JSON', 'a=1&b=2', 'body'],
  ])('refuses %s and stores nothing', async (_what, body, field) => {
    const before = await countOfEvents();
    const answer = await deliver(service.url, body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field, expected: expect.any(String) }] });
    expect(await countOfEvents()).toBe(before);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"event_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect((await send(service.url + WEBHOOK_PATH, { method: 'POST', body })).status).toBe(400);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'])('answers %s with 405', async (method) => {
    const answer = await send(service.url + WEBHOOK_PATH, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('refuses a body over MAX_BODY_BYTES, and takes one of just that size', async () => {
    const sized = (bytes: number) =>
      `{"event_id":"e","payload":{"interaction_id":"${'x'.repeat(bytes - 48)}"}}`;
    expect(sized(20_000)).toHaveLength(20_000);
    expect((await deliver(service.url, sized(20_000))).status).toBe(200);
    const answer = await deliver(service.url, sized(20_001));
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({
      code: 'body_too_large',
      errors: [{ expected: 'at most 20000 bytes' }],
    });
  });

  it('refuses a compressed body', async () => {
    const answer = await deliver(service.url, {}, { 'content-encoding': 'gzip' });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_encoding']);
  });

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/cloudevents+json; charset=utf-8' },
  ])('takes an event as %j', async (headers) => {
    const answer = await deliver(
      service.url,
      { event_id: 'ct', payload: { headers, interaction_id: 1 } },
      headers,
    );
    expect(answer.text).toBe('{"status":"accepted"}');
  });

  it.each([
    '{"event_id":"digits","payload":{"n":12345678901234567890123,"d":1.10,"e":1E+2,"z":-0}}',
    '{"event_id":90071992547409931234,"payload":{}}',
    '{"event_id":"keys","payload":{"__proto__":{"x":1},"constructor":null,"toString":"t","":0}}',
    '{"event_id":"unicode é 😀 \\ud800","tenant_id":"日本","payload":"\\u0000\\u2028"}',
    '{"event_id":"twice","payload":{"a":1,"a":2},"__proto__":5}',
    '{"event_id":"line\\nbreak\\r\\nX-Evil: 1","payload":[]}',
    '{"event_id":"nul\\u0000","payload":null}',
    '{"event_id":" a  b ","tenant_id":"%0A%","payload":{}}',
    `{"event_id":"${'4'.repeat(4_000)}","tenant_id":"${'ü'.repeat(4_000)}","payload":{}}`,
    '{"event_id":"../../etc/passwd","tenant_id":"/","payload":{}}',
    `{"event_id":"deep","payload":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
  ])('stores what arrived, to the letter: %s', async (text) => {
    const { status, body } = await deliver(service.url, text);
    expect(status).toBe(200);
    expect(await recordOf(body.trace_id)).toContain(`{"original_event":${text},"error":`);
  });

  it('parks an event of an unknown schema version with a clear error', async () => {
    const { body } = await deliver(service.url, { event_id: 'v', schema_version: 'v9', payload: {} });
    expect(JSON.parse(await recordOf(body.trace_id))).toMatchObject({
      schema_version: 'v9',
      error_code: 'unknown_schema_version',
      error: 'no schema and no processor for version "v9" of event v',
      status: 'parked',
      next_retry_at: null,
    });
  });

  it('keeps where a delivery came from, believing a proxy only where it is told to', async () => {
    const { body } = await deliver(service.url, { event_id: 'from' }, { 'x-forwarded-for': '192.0.2.1' });
    const record = JSON.parse(await recordOf(body.trace_id)) as { received: object };
    expect(record.received).toMatchObject({ remote_address: '127.0.0.1', content_type: expect.any(String) });
  });

  it('logs a trace id and no payload, header or id', async () => {
    const event = { event_id: 'log_evt', payload: { secret_note: 'do not log me' } };
    const { body } = await deliver(service.url, event, { authorization: 'Bearer not-for-logs' });
    expect(service.log.text()).toContain(body.trace_id);
    expect(service.log.text()).not.toMatch(/do not log me|not-for-logs|secret_note/);
  });

  async function countOfEvents(): Promise<number> {
    return (await api(service.url, '/events?limit=100', undefined, 'GET')).body.items.length;
  }
});
