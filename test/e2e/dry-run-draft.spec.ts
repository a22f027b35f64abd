import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver, send } from '../support/http.js';
import { bearerOf, ROLE_KEYS_ENV } from '../support/role-keys.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SCHEMA = 'v2.1.schema.json';

describe('a dry run of a sample with a draft of the schemas', () => {
  let service: TestApp;

  beforeEach(async () => {
    service = await startTestApp({ env: ROLE_KEYS_ENV });
    for (const id of ['a', 'b', 'c']) await deliver(service.url, { event_id: id, payload: { n: id } });
    await deliver(service.url, { event_id: 'old', schema_version: 'v1', payload: { nr: 7 } });
  });
  afterEach(() => service.close());

  const dryRun = (body: string | object, role: 'viewer' | 'operator' | 'admin' = 'admin') =>
    send(`${service.url}/api/v1/dlq/dry-run`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: bearerOf(role),
    });
  const schemas = async () =>
    (await send(`${service.url}/api/v1/schemas`, { headers: bearerOf('admin') })).body;
  const draft = (file: string, content: unknown) => ({ draft_file: file, draft: content });

  it('tries the events by the draft, and puts nothing in force', async () => {
    const before = await schemas();
    const filter = { schema_version: 'v2.1' };
    expect((await dryRun(filter)).body).toMatchObject({ sampled: 3, would_pass: 0 });
    expect((await dryRun({ ...filter, ...draft(SCHEMA, { type: 'object' }) })).body).toMatchObject({
      sampled: 3,
      would_pass: 3,
      by_cause: [],
    });
    const strict = { properties: { payload: { properties: { n: { enum: ['a', 'b'] } } } } };
    expect((await dryRun({ ...filter, ...draft(SCHEMA, JSON.stringify(strict)) })).body).toMatchObject({
      would_pass: 2,
      by_cause: [{ error_code: 'validation_failed', count: 1 }],
    });
    expect(await schemas()).toEqual(before);
    expect((await dryRun(filter)).body).toMatchObject({ sampled: 3, would_pass: 0 });
  });

  it('knows a version that is new in the draft, and leaves the others as they are in force', async () => {
    const first = await dryRun(draft('v1.schema.json', { type: 'object' }));
    expect(first.body).toMatchObject({ sampled: 4, would_pass: 1 });
    expect(first.body['by_cause']).toMatchObject([{ error_code: 'validation_failed', count: 3 }]);
  });

  it('runs the upcaster of the draft', async () => {
    const wanted = '$merge([$, {"payload": {"interaction_id": $string(payload.nr)}}])';
    const upcast = await dryRun({ schema_version: 'v1', ...draft('v1-to-v2.1.upcast.jsonata', wanted) });
    expect(upcast.body).toMatchObject({ sampled: 1, would_pass: 1 });
    const broken = await dryRun({
      schema_version: 'v1',
      ...draft('v1-to-v2.1.upcast.jsonata', '$error("no")'),
    });
    expect(broken.body).toMatchObject({ would_pass: 0, by_cause: [{ error_code: 'upcast_failed' }] });
  });

  it('ends a draft that is slow, and events are checked meanwhile', async () => {
    const slow = { properties: { payload: { properties: { n: { pattern: '^(\\S+\\s?)+$' } } } } };
    await deliver(service.url, { event_id: 'long', payload: { n: `${'x'.repeat(64)}  ` } });
    const trial = dryRun({ event_id: 'long', ...draft(SCHEMA, slow) });
    const delivered = await deliver(service.url, { event_id: 'd', payload: { interaction_id: 'i' } });
    expect(delivered.body).toEqual({ status: 'accepted' });
    expect((await trial).body).toMatchObject({ by_cause: [{ error_code: 'schema_limit_exceeded' }] });
  });

  it('refuses a draft with what is wrong in the whole set', async () => {
    const refused = await dryRun(draft(SCHEMA, { type: 'nothing' }));
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'schemas_refused',
      errors: [{ field: `${SCHEMA} at /type` }],
    });
    const nowhere = await dryRun(draft('v1-to-v9.upcast.jsonata', '$'));
    expect([nowhere.status, nowhere.body.code]).toEqual([422, 'schemas_refused']);
    expect((await dryRun(draft('../secret.txt', 'x'))).body.code).toBe('schemas_refused');
  });

  it.each([
    ['no content', { draft_file: SCHEMA }, 'draft'],
    ['no name', { draft: '{}' }, 'draft_file'],
    ['a name that is no text', { draft_file: 1, draft: '{}' }, 'draft_file'],
    ['an upcaster that is no text', { draft_file: 'v1-to-v2.1.upcast.jsonata', draft: {} }, 'draft'],
  ])('refuses %s, and names the field', async (_what, body, field) => {
    const answer = await dryRun(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ field }] });
  });

  it('refuses a draft that is nested too deeply', async () => {
    const deep = `{"draft_file":"${SCHEMA}","draft":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
    expect((await dryRun(deep)).body.code).toBe('too_deep');
  });

  it('takes a draft of an admin alone, as a change of the schemas does', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      const refused = await dryRun(draft(SCHEMA, { type: 'object' }), role);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
      expect((await dryRun({}, role)).status).toBe(200);
    }
  });
});
