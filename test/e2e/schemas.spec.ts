import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { GateProcessor } from '../support/gate-processor.js';
import { storeEnv } from '../support/s3-env.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FILES = {
  'test-to-v3.upcast.jsonata': '$merge([$, {"payload": $merge([payload, {"currency": "EUR"}])}])',
  'v3.schema.json': {
    properties: { payload: { required: ['amount'], properties: { amount: { type: 'number' } } } },
  },
};

describe('schemas over HTTP', () => {
  let directory: SchemaDirectory;
  let gate: GateProcessor;
  let service: TestApp;

  beforeEach(async () => {
    directory = new SchemaDirectory(FILES);
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    const env = { ...(await storeEnv()), SCHEMA_DIR: directory.path };
    service = await startTestApp({ env, processor: gate, versions: ['v3'] });
  });

  afterEach(async () => {
    await service.close();
    directory.delete();
  });

  const get = (path: string) => send(`${service.url}${path}`);
  const reload = () => send(`${service.url}/api/v1/schemas/reload`, { method: 'POST' });
  async function keep(payload: string, eventId = 'evt_1'): Promise<string> {
    const event = `{"event_id":"${eventId}","schema_version":"test","payload":${payload}}`;
    return (await deliver(service.url, event)).body.trace_id;
  }
  async function dryRun(traceId: string, body = '{}') {
    const url = `${service.url}/api/v1/dlq/events/${traceId}/dry-run`;
    return send(url, { method: 'POST', body });
  }

  it('lists what is in use, and how many dead letters of each version wait', async () => {
    await keep('{"amount":1}');
    const { body } = await get('/api/v1/schemas');
    expect(body).toMatchObject({
      current: null,
      versions: [
        { version: 'test', file: null, final_version: 'v3', unresolved: 1 },
        { version: 'v3', file: 'v3.schema.json', final_version: 'v3', unresolved: 0 },
      ],
      upcasters: [{ from: 'test', to: 'v3', file: 'test-to-v3.upcast.jsonata' }],
      default_version: 'v2.1',
      unresolved_of_unknown_versions: 0,
    });
    expect((await get('/version')).body['schemas']).toBe(body['digest']);
  });

  it('says where a payload is a string that holds JSON', async () => {
    directory.write({ 'v3.schema.json': { properties: { payload: { type: 'object' } } } });
    await reload();
    const said = async (payload: string) => {
      const event = `{"event_id":"evt_${payload.length}","schema_version":"v3","payload":${payload}}`;
      const { body } = await deliver(service.url, event);
      return (await get(`/api/v1/dlq/events/${body.trace_id}`)).body['error'];
    };
    const hint = 'its payload is a string that holds JSON, not an object';
    expect(await said(JSON.stringify('{"amount":1}'))).toContain(hint);
    expect(await said(JSON.stringify('amount'))).not.toContain(hint);
  });

  it('reloads all or nothing', async () => {
    const before = (await get('/version')).body['schemas'];
    directory.write({ 'v4.schema.json': { tpye: 'object' } });
    const refused = await reload();
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'schemas_refused',
      errors: [{ field: 'v4.schema.json at /tpye', expected: expect.stringContaining('tpye') as string }],
    });
    expect((await get('/version')).body['schemas']).toBe(before);
    directory.write({ 'v4.schema.json': { type: 'object' } });
    const { status, body } = await reload();
    expect(status).toBe(200);
    expect(body).toMatchObject({ versions: ['test', 'v3', 'v4'], changed: true });
    expect((await get('/version')).body['schemas']).toBe(body['digest']);
  });

  it('says what a retry would do, every digit kept, and writes nothing', async () => {
    const traceId = await keep('{"amount":12345678901234567890.10}');
    const before = await get(`/api/v1/dlq/events/${traceId}`);
    const run = await dryRun(traceId);
    expect(run.status).toBe(200);
    expect(run.body).toMatchObject({
      would: 'pass',
      error_code: null,
      schema_version: 'test',
      final_version: 'v3',
      target: 'TestProcessor',
      diff: [
        { op: 'replace', path: '/schema_version', value: 'v3' },
        { op: 'add', path: '/payload/currency', value: 'EUR' },
      ],
    });
    expect(run.text).toContain('"payload":{"amount":12345678901234567890.10,"currency":"EUR"}');
    const after = await get(`/api/v1/dlq/events/${traceId}`);
    expect([after.text, after.headers.get('etag')]).toEqual([before.text, before.headers.get('etag')]);
    expect(gate.runs).toHaveLength(1);
  });

  it('tries a draft of a payload and of a schema', async () => {
    const traceId = await keep('{"amount":"x"}');
    expect((await dryRun(traceId)).body).toMatchObject({
      would: 'fail',
      error_code: 'validation_failed',
      error: 'payload.amount must be a number, but is a string (at /payload/amount) in event evt_1',
    });
    const draft = '{"payload": {"amount": 1.10, "__proto__": {"n": 1e400}, "constructor": 9007199254740993}}';
    const run = await dryRun(traceId, draft);
    expect(run.body['would']).toBe('pass');
    expect(run.text).toContain(
      '{"amount":1.10,"__proto__":{"n":1e400},"constructor":9007199254740993,"currency":"EUR"}',
    );
    expect((await dryRun(traceId, '{"schema": true}')).body['would']).toBe('pass');
    expect((await dryRun(traceId, '{"schema": {"properties": {"a": {"tpye": 1}}}}')).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'schema/properties/a/tpye' }],
    });
  });

  it('ends a draft that would never end, and serves the next', async () => {
    const traceId = await keep(`{"amount":1,"s":"${'a'.repeat(60)}b"}`);
    const slow = '{"schema":{"properties":{"payload":{"properties":{"s":{"pattern":"^(a+)+$"}}}}}}';
    expect((await dryRun(traceId, slow)).body['error']).toContain('takes longer than 250 ms');
    expect((await dryRun(traceId)).body['would']).toBe('pass');
  });

  it('answers for what is not there', async () => {
    expect((await dryRun('DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015')).status).toBe(404);
    expect((await dryRun('nothing')).status).toBe(400);
    expect((await dryRun(await keep('1'), '{"payload":')).body.code).toBe('invalid_json');
  });

  it('says from a sample what retries would do, by cause', async () => {
    for (const i of [1, 2, 3]) await keep('{"amount":"x"}', `bad_${i}`);
    for (const i of [1, 2]) await keep('{"amount":1}', `good_${i}`);
    const known = await keep('{}', 'none');
    const all = await api(service.url, '/dry-run', {});
    expect(all.body).toMatchObject({
      sampled: 6,
      matching: 6,
      would_pass: 2,
      would_fail: 4,
      by_cause: [
        { error_code: 'validation_failed', count: 3 },
        {
          error: 'missing required field: payload.amount (at /payload) in event none',
          example_trace_id: known,
        },
      ],
    });
    const some = await api(service.url, '/dry-run', { sample: 2, status: ['parked'] });
    expect(some.body).toMatchObject({ sampled: 2, matching: 6 });
    const none = await api(service.url, '/dry-run', { event_id: 'else' });
    expect(none.body).toMatchObject({ sampled: 0, matching: 0 });
    const wrong = await api(service.url, '/dry-run', { sample: 1_001, from: 'yesterday' });
    const errors = wrong.body['errors'] as Array<{ field: string }>;
    expect(errors.map(({ field }) => field).toSorted()).toEqual(['from', 'sample']);
  });

  it('lets many events of a sample wait for their upcaster at once, without a warning of Node', async () => {
    for (let i = 0; i < 16; i++) await keep('{"amount":1}', `waits_${i}`);
    const warnings: string[] = [];
    const note = ({ name }: Error) => warnings.push(name);
    process.on('warning', note);
    expect((await api(service.url, '/dry-run', {})).body).toMatchObject({ sampled: 16, would_pass: 16 });
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('does not start on schemas that are broken', async () => {
    directory.write({ 'v4.schema.json': '{' });
    await expect(startTestApp({ env: { SCHEMA_DIR: directory.path } })).rejects.toThrow('v4.schema.json');
  });
});
