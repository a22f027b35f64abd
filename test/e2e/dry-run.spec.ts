import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a dry run tells the truth', () => {
  let target: ScriptedServer;
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let schemas: SchemaDirectory;
  let service: TestApp;

  beforeEach(async () => {
    target = await ScriptedServer.start(() => ({ status: 422, json: { error: 'no case for +49301' } }));
    directory = await temporaryDirectory();
    // The upcaster turns a Call into a Case, and the routes look at that.
    schemas = new SchemaDirectory({
      'v1-to-v2.upcast.jsonata': '$merge([$, {"type": "Case"}])',
      'v2.schema.json': { properties: { payload: { required: ['phone'] } } },
    });
    const routes = join(directory.path, 'routes.yaml');
    await writeFile(
      routes,
      `
targets:
  cases: { url: ${target.url}/cases }
  calls: { url: ${target.url}/calls }
routes:
  - { event_type: Case, target: cases }
  - { event_type: Call, target: calls }
`,
    );
    service = await startTestApp({
      env: {
        SCHEMA_DIR: schemas.path,
        ROUTES_FILE: routes,
        DELIVERY_ALLOW_PRIVATE: 'true',
        REDACT_PATHS: 'payload.phone',
      },
    });
  });
  afterEach(async () => {
    await service.close();
    await target.stop();
    schemas.delete();
    await directory.remove();
  });

  const park = async (event: object) => (await deliver(service.url, event)).body.trace_id;
  const dryRun = async (traceId: string) => (await api(service.url, `/events/${traceId}/dry-run`)).body;
  const record = async (traceId: string) =>
    (await api(service.url, `/events/${traceId}`, undefined, 'GET')).body;

  it('says that the target was not asked, and what it answered last time, masked', async () => {
    const traceId = await park({
      event_id: 'e',
      schema_version: 'v2',
      type: 'Case',
      payload: { phone: '+49301' },
    });
    const run = await dryRun(traceId);
    expect(run).toMatchObject({
      would: 'pass',
      target: 'target:cases',
      target_not_asked: true,
      last_answer: {
        at: expect.stringMatching(/Z$/) as string,
        target: 'target:cases',
        status: 422,
        body: '{"error":"no case for [masked]"}',
      },
    });
    expect(target.requests).toHaveLength(1);
  });

  it('asks nobody where the event fails before, and knows no answer where none came', async () => {
    const traceId = await park({ event_id: 'e', schema_version: 'v2', type: 'Case', payload: {} });
    expect(await dryRun(traceId)).toMatchObject({
      would: 'fail',
      target_not_asked: false,
      last_answer: null,
    });
  });

  it('names the target that the retry goes to, by the shape that the upcaster makes', async () => {
    const traceId = await park({
      event_id: 'e',
      schema_version: 'v1',
      type: 'Call',
      payload: { phone: '1' },
    });
    const { target: named } = await dryRun(traceId);
    await api(service.url, `/events/${traceId}/retry`);
    const { attempts } = await record(traceId);
    expect(attempts).toMatchObject([{ processor: named }, { processor: named }]);
    expect(target.requests.map(({ url }) => url)).toEqual(['/cases', '/cases']);
  });

  it('names the same target for an event that its schema refuses', async () => {
    const traceId = await park({ event_id: 'e', schema_version: 'v1', type: 'Call', payload: {} });
    expect((await dryRun(traceId))['target']).toBe('target:cases');
    expect((await record(traceId))['attempts']).toMatchObject([{ processor: 'target:cases' }]);
  });

  it.each([
    ['that its schema refuses', { schema_version: 'v2', payload: {} }],
    ['of an unknown version', { schema_version: 'v9', payload: {} }],
  ])('groups events %s by the fingerprints of their records', async (_what, event) => {
    const traceIds = await Promise.all(['a', 'b'].map((id) => park({ event_id: id, ...event })));
    const records = await Promise.all(traceIds.map(record));
    const { body } = await api(service.url, '/dry-run', {});
    expect(body['by_cause']).toMatchObject([{ count: 2, fingerprint: records[0]!['fingerprint'] }]);
    expect(records[1]!['fingerprint']).toBe(records[0]!['fingerprint']);
    expect(records.map(({ error }) => error)).toContain((await dryRun(traceIds[0]!))['error']);
  });

  it('groups what is no event by the fingerprint of its record, before and after a retry', async () => {
    const traceId = await park({ subject: 'buy now' });
    for (const retried of [false, true]) {
      if (retried) await api(service.url, `/events/${traceId}/retry`);
      const { body } = await api(service.url, '/dry-run', {});
      const { fingerprint } = await record(traceId);
      expect(body).toMatchObject({
        would_pass: 0,
        by_cause: [{ error_code: 'unrecognised_event', fingerprint }],
      });
    }
  });
});
