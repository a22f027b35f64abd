import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, refresh } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the order of events', () => {
  let service: TestApp;
  let gate: GateProcessor;

  beforeEach(() => {
    gate = new GateProcessor();
    gate.verdict = 'transient';
  });

  afterEach(() => service.close());

  async function start(env: Record<string, string>): Promise<void> {
    service = await startTestApp({
      processor: gate,
      env: { RETRY_BASE_DELAY_MS: '1', RETRY_MAX_DELAY_MS: '1', BREAKER_FAILURES: '0', ...env },
    });
  }

  /** Hands an event in, which is kept, and which no other is as old as. */
  async function fail(contact: string, nth: number, more: object = {}): Promise<string> {
    const event = {
      event_id: `${contact}-${nth}`,
      schema_version: 'test',
      payload: { contact_id: contact },
      ...more,
    };
    const { trace_id } = (await deliver(service.url, event)).body;
    const before = Date.now();
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before);
    return trace_id;
  }

  const sweep = () => service.app.get(SweepService).sweep();
  const runsOf = (contact: string) =>
    gate.runs.map(({ eventId }) => eventId).filter((id) => id.startsWith(`${contact}-`));
  const left = async () => (await api(service.url, '/events?limit=100', undefined, 'GET')).body.items;

  it('is kept for each contact, by one sweep', async () => {
    await start({ ORDER_BY: 'payload.contact_id' });
    for (let nth = 0; nth < 8; nth++) for (const contact of ['a', 'b', 'c']) await fail(contact, nth);
    gate.runs.length = 0;
    gate.verdict = 'pass';
    expect(await sweep()).toMatchObject({ due: 24, processed: 24, blocked: 0 });
    for (const contact of ['a', 'b', 'c']) {
      expect(runsOf(contact)).toEqual(Array.from({ length: 8 }, (_, nth) => `${contact}-${nth}`));
    }
  });

  it('holds back the newer ones while the oldest fails, and says by what', async () => {
    await start({ ORDER_BY: 'payload.contact_id' });
    const first = await fail('a', 0);
    const ids = [first, await fail('a', 1), await fail('a', 2), await fail('b', 0)];
    gate.runs.length = 0;
    expect(await sweep()).toMatchObject({ due: 2, failed: 2, blocked: 2 });
    expect(gate.runs.map(({ eventId }) => eventId).toSorted()).toEqual(['a-0', 'b-0']);
    const blockedBy = new Map(
      (await left()).map((item) => [item.trace_id, 'blocked_by' in item && item.blocked_by]),
    );
    expect(ids.map((id) => blockedBy.get(id))).toEqual([null, first, first, null]);
  });

  it('is kept by people too, unless they insist', async () => {
    await start({ ORDER_BY: 'payload.contact_id' });
    const [first, second] = [await fail('a', 0), await fail('a', 1)];
    gate.verdict = 'pass';
    const refused = await api(service.url, `/events/${second}/retry`);
    expect([refused.status, refused.body.code]).toEqual([409, 'blocked']);
    expect(refused.body.detail).toContain(first);
    expect((await api(service.url, `/events/${second}/retry?force=true`)).body.outcome).toBe('processed');
    expect((await api(service.url, `/events/${second}/retry?force=1`)).status).toBe(400);
    expect((await api(service.url, '/retry', {})).body.processed).toHaveLength(1);
  });

  it('never runs two of one contact at once in a page', async () => {
    await start({ ORDER_BY: 'payload.contact_id' });
    for (let nth = 0; nth < 5; nth++) await fail('a', nth);
    gate.runs.length = 0;
    gate.verdict = 'pass';
    let pages = 0;
    while ((await left()).length > 0 && pages++ < 10) await api(service.url, '/retry', { limit: 100 });
    expect(runsOf('a')).toEqual(['a-0', 'a-1', 'a-2', 'a-3', 'a-4']);
  });

  it.each([
    ['block', ['a-0']],
    ['pass', ['a-0', 'a-1']],
  ])('where one waits for a person: ORDER_PARKED=%s', async (ORDER_PARKED, tried) => {
    await start({ ORDER_BY: 'payload.contact_id', ORDER_PARKED });
    gate.verdict = 'permanent';
    const parked = await fail('a', 0);
    gate.verdict = 'transient';
    await fail('a', 1);
    gate.verdict = 'pass';
    gate.runs.length = 0;
    await sweep();
    const { outcome } = (await api(service.url, `/events/${parked}/retry`)).body;
    expect(outcome).toBe('processed');
    expect(runsOf('a').toSorted()).toEqual(tried);
  });

  it('does not hold back what has no contact, nor anything where no order is asked for', async () => {
    await start({ ORDER_BY: 'payload.agent_id' });
    await fail('a', 0);
    await fail('a', 1);
    expect(await sweep()).toMatchObject({ due: 2, blocked: 0 });
  });

  it('is known again after a restart, from the store', async () => {
    await start({ ORDER_BY: 'payload.contact_id' });
    await fail('a', 0);
    await fail('a', 1);
    await refresh(service.url);
    expect(await sweep()).toMatchObject({ due: 1, blocked: 1 });
  });

  it('lets what came too late to matter wait for a person, who may want it all the same', async () => {
    await start({ STALE_AFTER_MS: '60000' });
    const old = new Date(Date.now() - 120_000).toISOString();
    gate.verdict = 'pass';
    const event = { event_id: 'late', schema_version: 'test', timestamp: old, payload: {} };
    const { trace_id } = (await deliver(service.url, event)).body;
    expect(gate.runs).toEqual([]);
    expect(await left()).toMatchObject([{ trace_id, status: 'parked', error_code: 'stale' }]);
    expect((await api(service.url, `/events/${trace_id}/retry`)).body.outcome).toBe('processed');
    const fresh = { ...event, event_id: 'fresh', timestamp: new Date().toISOString() };
    expect((await deliver(service.url, fresh)).body.trace_id).toBeUndefined();
  });

  it('is done by a job, however old it is', async () => {
    await start({ STALE_AFTER_MS: '60000' });
    gate.verdict = 'pass';
    const timestamp = new Date(Date.now() - 120_000).toISOString();
    await deliver(service.url, { event_id: 'late', schema_version: 'test', timestamp, payload: {} });
    expect(await left()).toMatchObject([{ error_code: 'stale' }]);
    const { body: plan } = await api(service.url, '/redrives', { action: 'retry', all: true });
    await api(service.url, `/redrives/${plan['job_id'] as string}/start`);
    await expect.poll(left).toEqual([]);
  });
});
