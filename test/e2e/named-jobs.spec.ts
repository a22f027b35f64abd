import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTraceId } from '../../src/domain/letter/trace-id.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const UNKNOWN = makeTraceId(0, '0'.repeat(32));

describe('a job of dead letters that are named', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let ids: string[];

  beforeEach(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate, env: { ...(await storeEnv()) } });
    ids = [];
    for (const event_id of ['a', 'b', 'c', 'd']) {
      const { body } = await deliver(service.url, { event_id, tenant_id: 't', schema_version: 'test' });
      ids.push(body.trace_id);
    }
    gate.verdict = 'pass';
    gate.runs.length = 0;
  });
  afterEach(() => service.close());

  const redrives = (path: string, body?: unknown, method?: string) =>
    api(service.url, `/redrives${path}`, body, method);
  const stateOf = async (id: string) => (await redrives(`/${id}`, undefined, 'GET')).body.state as string;

  it('says which it leaves out, counts one that is named twice once, and touches no other', async () => {
    await api(service.url, `/events/${ids[3]}/discard`);
    const { status, body } = await redrives('', {
      action: 'retry',
      trace_ids: [UNKNOWN, ids[1], ids[3], ids[0], ids[1]],
      expected_count: 2,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      matched: 2,
      sample: { size: 2, would_pass: 2 },
      left_out: { gone: [UNKNOWN], other_status: [ids[3]] },
    });
    const id = body.job_id as string;
    await redrives(`/${id}/start`, { expected_count: 2 });
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
    expect(gate.runs.map(({ eventId }) => eventId).toSorted()).toEqual(['a', 'b']);
    const members = (await redrives(`/${id}/members`, undefined, 'GET')).body.items;
    expect(members).toMatchObject([
      { trace_id: ids[0], outcome: 'succeeded' },
      { trace_id: ids[1], outcome: 'succeeded' },
    ]);
    const all = await redrives('', { action: 'retry', all: true });
    expect(all.body).toMatchObject({ matched: 1, left_out: null });
  });

  it('does not start by the number of the plan where one of them is gone since', async () => {
    const { body } = await redrives('', { action: 'discard', trace_ids: ids.slice(0, 3) });
    await api(service.url, `/events/${ids[2]}/retry`);
    const started = await redrives(`/${String(body.job_id)}/start`, { expected_count: 3 });
    expect(started.body).toMatchObject({ status: 409, code: 'count_moved', expected_count: 3, matched: 2 });
    expect(await stateOf(String(body.job_id))).toBe('planned');
  });

  it('takes 10,000, and not one more; a wrong one is told by its number', async () => {
    const many = Array.from({ length: 9_999 }, (_, nth) => makeTraceId(nth + 1, 'f'.repeat(32)));
    const { status, body } = await redrives('', { action: 'retry', trace_ids: [...many, ids[2]] });
    expect(status).toBe(201);
    expect(body.matched).toBe(1);
    expect((body.left_out as { gone: string[] }).gone).toEqual(many);
    const id = body.job_id as string;
    expect(await redrives(`/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const refused = await redrives('', { action: 'retry', trace_ids: [...many, ids[1], ids[2]] });
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'trace_ids', expected: 'a list of 1 to 10000 trace ids' }],
    ]);
    const wrong = await redrives('', { action: 'retry', trace_ids: [ids[0], 'DLQ-1', ids[1]] });
    expect(wrong.body.errors).toEqual([
      { field: 'trace_ids', expected: 'a list of 1 to 10000 trace ids; number 2 is none' },
    ]);
  });
});
