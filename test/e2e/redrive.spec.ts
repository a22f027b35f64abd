import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('parked dead letters', () => {
  let service: TestApp;
  let gate: GateProcessor;

  beforeEach(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate, env: { ...(await storeEnv()) } });
  });

  afterEach(() => service.close());

  const park = async (id: string, tenant_id: string) =>
    (await deliver(service.url, { event_id: id, tenant_id, schema_version: 'test' })).body.trace_id;
  const redrive = (body: unknown = { all: true }) => api(service.url, '/redrive', body);
  const sweep = () => service.app.get(SweepService).sweep();
  const record = async (id: string) => (await api(service.url, `/events/${id}`, undefined, 'GET')).body;

  it('are left alone by the sweep until somebody redrives them', async () => {
    const id = await park('e', 't');
    gate.verdict = 'pass';
    expect(await sweep()).toMatchObject({ due: 0 });
    expect((await redrive()).body).toEqual({ redriven: 1, skipped: 0, more: false });
    expect(await record(id)).toMatchObject({
      status: 'pending',
      retry_count: 0,
      next_retry_at: expect.any(String),
      edits: [{ by: 'loopback', kind: 'redrive', audit_id: expect.any(String) }],
    });
    expect(await sweep()).toMatchObject({ due: 1, processed: 1 });
  });

  it('are redriven as the filters say, the oldest first, so many at a time', async () => {
    const ids = [await park('a', 't'), await park('b', 'u'), await park('c', 't'), await park('d', 't')];
    expect((await redrive({ tenant_id: 't', limit: 2 })).body).toEqual({
      redriven: 2,
      skipped: 0,
      more: true,
    });
    const statuses = async () => Promise.all(ids.map(async (id) => (await record(id)).status));
    expect(await statuses()).toEqual(['pending', 'parked', 'pending', 'parked']);
    expect((await redrive({ tenant_id: 't', limit: 2 })).body).toMatchObject({ redriven: 1, more: false });
    expect(await statuses()).toEqual(['pending', 'parked', 'pending', 'pending']);
  });

  it.each([undefined, {}, { limit: 5 }, { tenant_id: null }, { tenant_id: null, all: null }, { all: false }])(
    'are all left alone by %j, which has no filter and does not say all',
    async (body) => {
      const id = await park('e', 't');
      const { status, body: problem } = await api(service.url, '/redrive', body);
      expect(status).toBe(400);
      expect(problem.errors).toEqual([{ field: 'all', expected: 'true where no filter is given' }]);
      expect(await record(id)).toMatchObject({ status: 'parked' });
    },
  );

  it('takes null as absent beside a filter', async () => {
    await park('e', 't');
    const { body } = await redrive({ tenant_id: 't', event_id: null, limit: null, min_retry_count: null });
    expect(body).toMatchObject({ redriven: 1 });
  });

  it('are parked again where nothing has changed', async () => {
    const id = await park('e', 't');
    await redrive();
    expect(await sweep()).toMatchObject({ due: 1, failed: 1 });
    expect(await record(id)).toMatchObject({ status: 'parked', retry_count: 1 });
  });

  it('are skipped while an attempt is under way', async () => {
    const id = await park('e', 't');
    let go = () => {};
    gate.hold = new Promise((resolve) => (go = resolve));
    const before = gate.runs.length;
    const retried = api(service.url, `/events/${id}/retry`);
    await expect.poll(() => gate.runs.length).toBe(before + 1);
    expect((await redrive()).body).toMatchObject({ redriven: 0, skipped: 1 });
    go();
    await retried;
  });

  it.each([
    [{ limit: 0 }],
    [{ limit: 1_001 }],
    [{ limit: 'all' }],
    [{ min_retry_count: -1 }],
    [{ tenant_id: '' }],
    [{ text: ' ' }],
    [{ all: 'true' }],
    [{ tenant: 't' }],
  ])('are not redriven by %j, and the answer names the field', async (body) => {
    const { status, body: problem } = await redrive(body);
    expect(status).toBe(400);
    expect(JSON.stringify(problem.errors)).toContain(Object.keys(body)[0]);
  });
});
