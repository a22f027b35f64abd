import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('correct the schema, then retry', () => {
  let directory: SchemaDirectory;
  let gate: GateProcessor;
  let service: TestApp;

  beforeEach(async () => {
    directory = new SchemaDirectory({
      'v1-to-test.upcast.jsonata': '$merge([$, {"payload": {"amount": payload.sum}}])',
      'test.schema.json': { properties: { payload: { properties: { amount: { type: 'string' } } } } },
    });
    gate = new GateProcessor();
    service = await startTestApp({
      env: { ...(await storeEnv()), SCHEMA_DIR: directory.path },
      processor: gate,
    });
  });
  afterEach(async () => {
    await service.close();
    directory.delete();
  });

  const old = (sum: string) => `{"event_id":"e","schema_version":"v1","payload":{"sum":${sum}}}`;

  it('lets through what an unduly strict schema had kept', async () => {
    const { trace_id } = (await deliver(service.url, old('1.10'))).body;
    const { body } = await api(service.url, `/events/${trace_id}`, undefined, 'GET');
    expect(body).toMatchObject({ status: 'parked', error_code: 'validation_failed', schema_version: 'v1' });
    expect(gate.runs).toEqual([]);
    directory.write({ 'test.schema.json': { type: 'object' } });
    expect((await send(`${service.url}/api/v1/schemas/reload`, { method: 'POST' })).status).toBe(200);
    expect((await api(service.url, `/events/${trace_id}/retry`)).body.outcome).toBe('processed');
    expect(gate.runs).toHaveLength(1);
  });

  it('keeps what an upcaster without end cannot bring up to date, and serves the next', async () => {
    directory.write({ 'v0-to-v1.upcast.jsonata': '($f := function($x) { $f($x) }; $f(1))' });
    await send(`${service.url}/api/v1/schemas/reload`, { method: 'POST' });
    const stuck = await deliver(service.url, '{"event_id":"s","schema_version":"v0"}');
    const { body } = await api(service.url, `/events/${stuck.body.trace_id}`, undefined, 'GET');
    expect(body).toMatchObject({ status: 'parked', error_code: 'upcast_failed' });
    expect((await deliver(service.url, old('"1"'))).body).toEqual({ status: 'accepted' });
  });
});
