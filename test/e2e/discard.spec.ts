import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, refresh, send } from '../support/http.js';
import { startWithOneParked } from '../support/one-parked.js';
import type { TestApp } from '../support/test-app.js';

const EVENT = { event_id: 'e', schema_version: 'test', payload: { amount: 1 } };

describe('giving up a dead letter', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let traceId: string;

  beforeEach(async () => {
    ({ service, gate, traceId } = await startWithOneParked());
    gate.verdict = 'pass';
    gate.runs.length = 0;
  });

  afterEach(() => service.close());

  const call = (what: string, body: object = {}) => api(service.url, `/events/${traceId}/${what}`, body);
  const show = () => api(service.url, `/events/${traceId}`, undefined, 'GET');
  const audit = async (action: string) =>
    (await send(`${service.url}/api/v1/audit?action=${action}`)).body.items as unknown as object[];
  const stats = async () => (await api(service.url, '/stats', undefined, 'GET')).body;

  it('answers with the record as it is now, and writes who did it, and why, before', async () => {
    const answer = await call('discard', { reason: 'spam' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      status: 'discarded',
      next_retry_at: null,
      edits: [{ kind: 'discard', by: 'loopback', reason: 'spam' }],
    });
    const shown = await show();
    expect([answer.text, answer.headers.get('etag')]).toEqual([shown.text, shown.headers.get('etag')]);
    const [edit] = answer.body.edits as [{ audit_id: string }];
    expect(await audit('event_discarded')).toMatchObject([
      {
        audit_id: edit.audit_id,
        target: { trace_id: traceId },
        reason: 'spam',
        before: { status: 'parked' },
      },
    ]);
  });

  it('is not retried by anybody, and does not count as unresolved', async () => {
    await call('discard');
    expect(await service.app.get(SweepService).sweep()).toMatchObject({ due: 0 });
    expect((await call('retry')).body).toMatchObject({ code: 'not_retryable' });
    expect((await api(service.url, '/retry')).body).toMatchObject({ processed: [], failed: [] });
    expect(gate.runs).toEqual([]);
    await refresh(service.url);
    expect(await stats()).toMatchObject({
      by_status: { discarded: 1 },
      due_now: 0,
      oldest_unresolved_at: null,
    });
  });

  it('outlives a redelivery, which is a duplicate', async () => {
    await call('discard');
    const again = await deliver(service.url, EVENT);
    expect(again.body).toEqual({ status: 'accepted', trace_id: traceId, duplicate: true });
    expect(gate.runs).toEqual([]);
    expect((await show()).body.status).toBe('discarded');
    expect((await api(service.url, '/events', undefined, 'GET')).body.items).toHaveLength(1);
  });

  it('is taken back: parked, and passes when a person retries it', async () => {
    await call('discard');
    const { status, body } = await call('restore', { reason: 'it was none' });
    expect([status, body.status]).toEqual([200, 'parked']);
    expect(body.edits).toMatchObject([{ kind: 'discard' }, { kind: 'restore', reason: 'it was none' }]);
    expect(await audit('event_restored')).toHaveLength(1);
    expect((await call('retry')).body.outcome).toBe('processed');
  });

  it('tells the second of two operators who was first', async () => {
    const answers = await Promise.all([
      call('discard', { reason: 'one' }),
      call('discard', { reason: 'two' }),
    ]);
    const [first, second] = answers.toSorted((a, b) => a.status - b.status);
    expect([first!.status, second!.status]).toEqual([200, 409]);
    expect(second!.body.detail).toContain('loopback discarded it at 2');
    const restored = await call('restore');
    expect((await call('restore')).body).toMatchObject({
      code: 'not_discarded',
      detail: expect.stringContaining('loopback restored it at'),
    });
    const etag = (await show()).headers.get('etag')!;
    const stale = await send(`${service.url}/api/v1/dlq/events/${traceId}/discard`, {
      method: 'POST',
      headers: { 'If-Match': '"another"' },
    });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({
      code: 'precondition_failed',
      detail: expect.stringContaining('loopback'),
    });
    expect(etag).toBe(restored.headers.get('etag'));
    const fresh = await send(`${service.url}/api/v1/dlq/events/${traceId}/discard`, {
      method: 'POST',
      headers: { 'If-Match': `"x", W/${etag}` },
    });
    expect(fresh.status).toBe(200);
  });

  it('waits for an attempt that is under way', async () => {
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const attempt = call('retry');
    await expect.poll(() => gate.runs.length).toBe(1);
    expect((await call('discard')).body.code).toBe('leased');
    open();
    expect((await attempt).body.outcome).toBe('processed');
    expect((await call('discard')).status).toBe(404);
  });
});
