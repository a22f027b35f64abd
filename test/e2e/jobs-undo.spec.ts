import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ADD_ID = [{ op: 'add', path: '/payload/interaction_id', value: 'int_1' }];

describe('undoing what a job has corrected', () => {
  let service: TestApp;
  const ids: string[] = [];

  beforeAll(async () => {
    service = await startTestApp({ env: { ...(await storeEnv()) } });
    for (const event_id of ['a', 'b', 'c', 'd']) {
      const { body } = await deliver(service.url, { event_id, tenant_id: 't', payload: { n: 1 } });
      ids.push(body.trace_id);
    }
  });
  afterAll(() => service.close());

  const redrives = (path: string, body?: unknown, method?: string) =>
    api(service.url, `/redrives${path}`, body, method);
  const get = (path: string) => redrives(path, undefined, 'GET');
  const event = (id: string) => api(service.url, `/events/${id}`, undefined, 'GET');
  const stateOf = async (id: string) => (await get(`/${id}`)).body.state as string;

  async function planned(body: object): Promise<string> {
    const { status, body: plan } = await redrives('', { all: true, canary: [], ...body });
    expect(status).toBe(201);
    return plan.job_id as string;
  }
  async function ran(id: string): Promise<void> {
    await redrives(`/${id}/start`);
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
  }

  it('puts back the events that are still as the job left them, by a job of its own', async () => {
    const arrived = (await event(ids[0]!)).body.original_event;
    const id = await planned({ action: 'correct', patch: ADD_ID, then: 'park' });
    expect((await redrives(`/${id}/undo`)).body).toMatchObject({ status: 409, code: 'job_not_undoable' });
    await ran(id);
    // One is corrected again, one is given up, one passes.
    const etag = (await event(ids[1]!)).headers.get('etag')!;
    await send(`${service.url}/api/v1/dlq/events/${ids[1]!}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag },
      body: '{"payload":{"n":2}}',
    });
    await api(service.url, `/events/${ids[2]!}/discard`);
    await api(service.url, `/events/${ids[3]!}/retry`);
    const answer = await redrives(`/${id}/undo`, { reason: 'the wrong mapping' });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ action: 'undo', undoes: id, state: 'running', total: 2 });
    const undo = answer.body.job_id as string;
    await expect.poll(() => stateOf(undo), { timeout: 10_000 }).toBe('completed');
    expect((await get(`/${undo}`)).body.outcomes).toEqual({ restored: 1, skipped_changed: 1 });
    const { body } = await event(ids[0]!);
    expect(body).toMatchObject({ status: 'parked', corrections: 2, original_event: arrived });
    expect(body.edits).toMatchObject([
      { kind: 'correct', job_id: id },
      { kind: 'undo', job_id: undo, reason: 'the wrong mapping' },
    ]);
    expect((await event(ids[1]!)).body.original_event).toMatchObject({ payload: { n: 2 } });
    const audit = await send(`${service.url}/api/v1/audit?action=job_undone`);
    expect(audit.body.items).toMatchObject([
      { target: { job_id: id }, reason: 'the wrong mapping', after: { job_id: undo } },
    ]);
    expect((await redrives(`/${undo}/undo`)).body.code).toBe('job_not_undoable');
  });

  it('refuses a job that does something else, an unknown one, and while another one runs', async () => {
    const other = await planned({ action: 'retry' });
    expect((await redrives(`/${other}/undo`)).body).toMatchObject({ status: 409, code: 'job_not_undoable' });
    expect((await redrives('/JOB-1729712345678-none/undo')).status).toBe(404);
    const corrects = await planned({ action: 'correct', patch: ADD_ID, then: 'park' });
    await ran(corrects);
    const slow = await planned({ action: 'correct', patch: { x: 1 }, then: 'park', rate_per_second: 0.1 });
    await redrives(`/${slow}/start`);
    expect((await redrives(`/${corrects}/undo`)).body).toMatchObject({
      status: 409,
      code: 'job_running',
      job_id: slow,
    });
    await redrives(`/${slow}/cancel`);
  });

  it('takes no undo for an action of a plan', async () => {
    const { status, body } = await redrives('', { action: 'undo', all: true });
    expect([status, body.errors]).toMatchObject([400, [{ field: 'action' }]]);
  });
});
