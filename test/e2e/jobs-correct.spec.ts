import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ADD_ID = [{ op: 'add', path: '/payload/interaction_id', value: 'int_1' }];
const ADD_ID_BY_EXPRESSION =
  '$merge([$, {"payload": $merge([payload, {"interaction_id": "int_" & $string(payload.n)}])}])';
const NO_CANARY = { canary: [], stop: { on_new_cause: false, failure_percent: 100 } };

describe('a job that corrects', () => {
  let service: TestApp;
  let ids: string[];

  async function start(env: Record<string, string> = {}): Promise<void> {
    service = await startTestApp({ env: { ...(await storeEnv()), ...env } });
    ids = [];
    for (const [event_id, kind] of [
      ['a', 'call'],
      ['b', 'chat'],
      ['c', 'call'],
      ['d', 'chat'],
    ]) {
      // The text keeps the digits of the number.
      const event = `{"event_id":"${event_id}","tenant_id":"t","payload":{"kind":"${kind}","n":1.10,"phone":"+49 170 5550100"}}`;
      const { body } = await deliver(service.url, event);
      ids.push(body.trace_id);
    }
  }
  beforeEach(() => start());
  afterEach(() => service.close());

  const redrives = (path: string, body?: unknown, method?: string) =>
    api(service.url, `/redrives${path}`, body, method);
  const get = (path: string) => redrives(path, undefined, 'GET');
  const event = (id: string) => api(service.url, `/events/${id}`, undefined, 'GET');
  const plan = (body: object) => redrives('', { action: 'correct', all: true, ...NO_CANARY, ...body });
  const stateOf = async (id: string) => (await get(`/${id}`)).body.state as string;

  async function ran(body: object): Promise<string> {
    const planned = await plan(body);
    expect(planned.status).toBe(201);
    const id = planned.body.job_id as string;
    await redrives(`/${id}/start`);
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
    return id;
  }

  it('shows in its plan what the patch makes, to the digit, and dry-runs the corrected events', async () => {
    const { text, body } = await plan({ patch: ADD_ID });
    expect(body).toMatchObject({ matched: 4, sample: { size: 4, would_pass: 4, would_fail: 0 } });
    expect((body.examples as object[]).length).toBe(3);
    expect((body.examples as object[])[0]).toMatchObject({
      trace_id: ids[0],
      would_pass: true,
      would_fail: null,
      diff: [{ op: 'add', path: '/payload/interaction_id', value: 'int_1' }],
    });
    expect(text).toContain('"n":1.10');
    expect((await event(ids[0]!)).body.corrections ?? 0).toBe(0);
    expect((await get(`/${body.job_id as string}`)).body.correction).toEqual({
      patch: ADD_ID,
      expression: null,
      then: 'retry',
    });
  });

  it('retries what it has corrected; what does not pass has failed, and is unchanged in the store', async () => {
    const patch = [{ op: 'test', path: '/payload/kind', value: 'call' }, ...ADD_ID];
    const planned = await plan({ patch });
    expect(planned.body.sample).toMatchObject({ would_pass: 2, would_fail: 2 });
    expect((planned.body.examples as object[])[1]).toMatchObject({
      after: null,
      would_pass: false,
      would_fail: { error_code: 'validation_failed' },
    });
    const before = (await event(ids[1]!)).text;
    const id = await ran({ patch });
    expect((await get(`/${id}`)).body.outcomes).toEqual({ succeeded: 2, failed: 2 });
    expect((await get(`/${id}/members?outcome=failed`)).body.items).toMatchObject([
      { trace_id: ids[1], error_code: 'validation_failed', error: expect.stringContaining('patch[0].value') },
      { trace_id: ids[3] },
    ]);
    expect((await event(ids[1]!)).text).toBe(before);
    expect((await event(ids[0]!)).status).toBe(404);
  });

  it('corrects by an expression and leaves the members parked where it is told to', async () => {
    const id = await ran({ expression: ADD_ID_BY_EXPRESSION, then: 'park', reason: 'a wrong mapping' });
    expect((await get(`/${id}`)).body).toMatchObject({ outcomes: { corrected: 4 }, succeeded: 4 });
    const { text, body } = await event(ids[0]!);
    expect(body).toMatchObject({
      status: 'parked',
      corrections: 1,
      edits: [{ kind: 'correct', job_id: id, reason: 'a wrong mapping', by: 'loopback' }],
    });
    expect(text).toMatch(/"original_event":\{.*"n":1\.10,.*"interaction_id":"int_1.1/);
    expect(text).toMatch(/"uncorrected_event":\{.*"n":1\.10,/);
  });

  it('changes neither the event id nor the tenant', async () => {
    const id = await ran({ patch: { tenant_id: 'u', payload: { interaction_id: 'i' } } });
    expect((await get(`/${id}`)).body.outcomes).toEqual({ failed: 4 });
    expect((await get(`/${id}/members`)).body.items).toMatchObject(
      ids.map((trace_id) => ({ trace_id, error: expect.stringContaining('tenant_id') })),
    );
    expect((await event(ids[0]!)).body.corrections ?? 0).toBe(0);
  });

  it('stops at a correction that fails, by its canary', async () => {
    const { body } = await plan({ patch: { event_id: 'x' }, canary: [1, 5], stop: { on_new_cause: false } });
    const id = body.job_id as string;
    await redrives(`/${id}/start`);
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('stopped');
    await expect.poll(async () => (await get(`/${id}`)).body.outcomes).toEqual({ failed: 1, not_tried: 3 });
  });

  it.each([
    [{ expression: '$merge([$, ' }, 400, 'expression', /column 12/],
    [{ expression: '$$' }, 201, '', /./],
    [{}, 400, 'patch', /a patch or an expression/],
    [{ patch: ADD_ID, expression: '$' }, 400, 'expression', /not both/],
    [{ patch: 'x' }, 400, 'patch', /an object/],
    [{ patch: [{ op: 'put', path: '/a' }] }, 400, 'patch[0].op', /add/],
    [{ patch: { payload: { phone: '[masked]' } } }, 422, 'patch', /masked/],
    [{ expression: '$merge([$, {"a": "[masked]"}])' }, 422, 'expression', /masked/],
    [{ action: 'retry', patch: ADD_ID }, 400, 'patch', /correct/],
    [{ action: 'discard', expression: '$' }, 400, 'expression', /correct/],
    [{ action: 'retry', then: 'park' }, 400, 'then', /correct/],
    [{ patch: ADD_ID, then: 'wait' }, 400, 'then', /retry, park/],
  ])('answers %j with %i %s', async (body, status, field, expected) => {
    const answer = await plan(body);
    expect(answer.status).toBe(status);
    if (status === 201) return;
    const [error] = answer.body.errors as Array<{ field: string; expected: string }>;
    expect(error!.field).toBe(field);
    expect(error!.expected).toMatch(expected);
    expect((await get('')).body.items).toEqual([]);
  });

  it('takes no correction that is too long for the record of a job', async () => {
    const answer = await plan({ patch: { a: 'x'.repeat(20_000) } });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ field: 'patch' }] });
  });

  it('shows no masked value in its examples, and lets no expression copy one to an open place', async () => {
    await service.close();
    await start({ REDACT_PATHS: 'payload.phone' });
    const patch = [...ADD_ID, { op: 'replace', path: '/payload/phone', value: 'number 7' }];
    const planned = await plan({ patch });
    expect(planned.text).not.toContain('5550100');
    expect(planned.text).not.toContain('number 7');
    expect((await get(`/${planned.body.job_id as string}`)).text).not.toContain('number 7');
    const copy = await plan({ expression: '$merge([$, {"note": payload.phone}])' });
    expect(copy.body.sample).toMatchObject({ would_pass: 0 });
    expect(copy.text).not.toContain('5550100');
    const kept = await plan({ expression: ADD_ID_BY_EXPRESSION });
    expect(kept.body.sample).toMatchObject({ would_pass: 4 });
    const audit = await fetch(`${service.url}/api/v1/audit?action=job_planned`);
    expect(await audit.text()).not.toMatch(/number 7|5550100/);
  });
});
