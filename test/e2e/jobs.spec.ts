import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('POST /redrives', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let ids: string[];

  beforeEach(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate, env: { ...(await storeEnv()) } });
    ids = [];
    for (const [event_id, tenant_id] of [
      ['a', 't'],
      ['b', 'u'],
      ['c', 't'],
    ]) {
      const { body } = await deliver(service.url, { event_id, tenant_id, schema_version: 'test' });
      ids.push(body.trace_id);
    }
    gate.runs.length = 0;
  });
  afterEach(() => service.close());

  const redrives = (path: string, body?: unknown, method?: string) =>
    api(service.url, `/redrives${path}`, body, method);
  const get = (path: string) => redrives(path, undefined, 'GET');
  const planned = async (body: object) => (await redrives('', body)).body.job_id as string;
  const stateOf = async (id: string) => (await get(`/${id}`)).body.state as string;

  it('plans and changes nothing; then the job runs, and its report has a line for each member', async () => {
    const { status, body } = await redrives('', {
      action: 'retry',
      filter: { tenant_id: 't' },
      expected_count: 2,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'planned',
      matched: 2,
      groups: 1,
      sample: { size: 2, would_pass: 2, would_fail: 0, by_cause: [] },
      examples: [{ trace_id: ids[0], error_code: 'validation_failed' }, { trace_id: ids[2] }],
      may_have_happened: 0,
      eta_s: 1,
    });
    expect(gate.runs).toEqual([]);
    gate.verdict = 'pass';
    const id = body.job_id as string;
    const started = await redrives(`/${id}/start`, { reason: 'the CRM is up again' });
    expect(started.body).toMatchObject({
      state: 'running',
      filter: { tenant_id: 't' },
      total: 2,
      done: 0,
    });
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
    expect((await get(`/${id}`)).body).toMatchObject({
      done: 2,
      succeeded: 2,
      outcomes: { succeeded: 2 },
      eta_s: null,
    });
    const report = await fetch(`${service.url}/api/v1/dlq/redrives/${id}/report`);
    const lines = (await report.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { trace_id: ids[0], outcome: 'succeeded' },
      { trace_id: ids[2], outcome: 'succeeded' },
    ]);
    expect((await api(service.url, '/events', undefined, 'GET')).body.items).toMatchObject([
      { trace_id: ids[1] },
    ]);
    expect((await get('')).body).toMatchObject({ items: [{ job_id: id, by: 'loopback' }], next_token: '' });
    const audit = await fetch(`${service.url}/api/v1/audit?job_id=${id}`);
    const { items } = (await audit.json()) as { items: Array<{ action: string }> };
    expect(items.map(({ action }) => action)).toEqual(['job_started', 'job_planned']);
  });

  it('stops at its canary, shows why, and pages through its members by outcome', async () => {
    const id = await planned({ action: 'retry', all: true });
    await redrives(`/${id}/start`);
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('stopped');
    await expect.poll(async () => (await get(`/${id}`)).body.outcomes).toEqual({ failed: 1, not_tried: 2 });
    expect((await get(`/${id}`)).body.stop_reason).toMatchObject({
      kind: 'canary_failed',
      failures: [{ trace_id: ids[0], error_code: 'validation_failed' }],
    });
    const page = (await get(`/${id}/members?outcome=not_tried&limit=1`)).body;
    expect(page.items).toMatchObject([{ trace_id: ids[1], outcome: 'not_tried', error: null }]);
    const next = (await get(`/${id}/members?outcome=not_tried&limit=1&next_token=${page.next_token}`)).body;
    expect(next).toMatchObject({ items: [{ trace_id: ids[2] }], next_token: '' });
    expect((await redrives(`/${id}/pause`)).body).toMatchObject({ status: 409, code: 'job_state' });
    expect((await redrives(`/${id}/cancel`)).body).toMatchObject({
      state: 'cancelled',
      outcomes: { not_tried: 2 },
    });
    const ends = service.log.lines.filter(({ event }) => event === 'job_ended');
    expect(ends.map(({ fields }) => fields.job_state)).toEqual(['stopped', 'cancelled']);
  });

  it('discards what it is told to by trace ids, with the reason in the record', async () => {
    const id = await planned({ action: 'discard', trace_ids: [ids[1]], canary: [], reason: 'a test' });
    await redrives(`/${id}/start`, { expected_count: 1 });
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
    const { body } = await api(service.url, `/events/${ids[1]}`, undefined, 'GET');
    expect(body).toMatchObject({
      status: 'discarded',
      edits: [{ kind: 'discard', job_id: id, reason: 'a test' }],
    });
    expect(gate.runs).toEqual([]);
  });

  it('changes the pace of a job that runs, and lets no other start', async () => {
    gate.verdict = 'pass';
    const id = await planned({ action: 'retry', all: true, canary: [], rate_per_second: 0.1 });
    const other = await planned({ action: 'retry', all: true });
    await redrives(`/${id}/start`);
    expect((await redrives(`/${other}/start`)).body).toMatchObject({
      status: 409,
      code: 'job_running',
      job_id: id,
    });
    expect((await redrives(`/${id}`, { rate_per_second: 100 }, 'PATCH')).body).toMatchObject({
      rate_per_second: 100,
    });
    await expect.poll(() => stateOf(id), { timeout: 15_000 }).toBe('completed');
  });

  it('streams its progress with ids, closes after the end, and answers 204 to whoever has seen it', async () => {
    gate.verdict = 'pass';
    const id = await planned({ action: 'retry', all: true, canary: [], rate_per_second: 2 });
    await redrives(`/${id}/start`);
    const stream = () => fetch(`${service.url}/api/v1/dlq/redrives/${id}/stream`);
    const response = await stream();
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    const events = (await response.text()).trim().split('\n\n');
    const [last, ...before] = events.toReversed().map((event) => event.split('\n'));
    expect(before.length).toBeGreaterThan(0);
    expect(last).toEqual([
      expect.stringMatching(/^id: \S+$/),
      'event: progress',
      expect.stringMatching(/^data: .*"state":"completed".*"done":3/),
    ]);
    const headers = { 'Last-Event-ID': last![0]!.slice('id: '.length) };
    const again = await fetch(`${service.url}/api/v1/dlq/redrives/${id}/stream`, { headers });
    expect(again.status).toBe(204);
    expect((await (await stream()).text()).trim().split('\n\n')).toHaveLength(1);
  });

  it('says what it cannot find, and what has moved', async () => {
    expect((await redrives('', { action: 'retry', all: true, expected_count: 4 })).body).toMatchObject({
      code: 'count_moved',
      expected_count: 4,
      matched: 3,
    });
    expect((await get('/JOB-1729712345678-none')).status).toBe(404);
    expect((await get('/nonsense')).status).toBe(404);
    expect((await redrives('/JOB-1729712345678-none/start')).status).toBe(404);
    const id = await planned({ action: 'retry', all: true });
    expect((await redrives(`/${id}`, {}, 'PATCH')).status).toBe(400);
  });
});

describe('a plan that is not as expected', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ processor: new GateProcessor(), env: { ...(await storeEnv()) } });
  });
  afterAll(() => service.close());

  it.each([
    [{ action: 'retry' }, 'all'],
    [{ action: 'retry', filter: {}, all: false }, 'all'],
    [{ action: 'repeat', all: true }, 'action'],
    [{ action: 'retry', filter: { tenant: 't' } }, 'filter.tenant'],
    [{ action: 'retry', filter: { from: 'yesterday-ish' } }, 'filter.from'],
    [{ action: 'retry', filter: 't' }, 'filter'],
    [{ action: 'retry', all: true, stop: { after: 0 } }, 'stop.after'],
    [{ action: 'retry', all: true, stop: { percent: 3 } }, 'stop.percent'],
    [{ action: 'retry', all: true, canary: [0] }, 'canary'],
    [{ action: 'retry', all: true, canary: 5 }, 'canary'],
    [{ action: 'retry', all: true, rate_per_second: 0 }, 'rate_per_second'],
    [{ action: 'retry', all: true, patch: [] }, 'patch'],
    [{ action: 'retry', trace_ids: [] }, 'trace_ids'],
    [{ action: 'retry', trace_ids: ['x'] }, 'trace_ids'],
    [{ action: 'retry', trace_ids: ['DLQ-1729712345678123456'], filter: { tenant_id: 't' } }, 'trace_ids'],
  ])('refuses %j, and names %s', async (body, field) => {
    const { status, body: problem } = await api(service.url, '/redrives', body);
    expect(status).toBe(400);
    expect((problem.errors as Array<{ field: string }>).map((error) => error.field)).toContain(field);
    expect((await api(service.url, '/redrives', undefined, 'GET')).body.items).toEqual([]);
  });
});
