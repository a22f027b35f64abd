import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTraceId, keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Page {
  processed: string[];
  failed: string[];
  next_token: string;
}

describe('retrying', () => {
  let service: TestApp;
  let gate: GateProcessor;

  beforeEach(async () => {
    gate = new GateProcessor();
    service = await startTestApp({ env: await storeEnv(), processor: gate });
  });

  afterEach(() => service.close());

  /** Delivers events that fail, and returns their trace ids in key order. */
  async function fail(count: number, verdict: 'transient' | 'permanent' = 'transient'): Promise<string[]> {
    gate.verdict = verdict;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, i) =>
        deliver(service.url, { event_id: `e${i}`, schema_version: 'test', payload: { i } }),
      ),
    );
    const traceIds = answers.map(({ body }) => body.trace_id);
    for (const traceId of traceIds) expect(isTraceId(traceId)).toBe(true);
    return traceIds.toSorted();
  }

  async function retryPage(body?: unknown): Promise<Page> {
    const answer = await api(service.url, '/retry', body);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['processed', 'failed', 'next_token']);
    const { processed, failed, next_token } = JSON.parse(answer.text) as Page;
    return { processed, failed, next_token };
  }

  async function record(traceId: string): Promise<Record<string, unknown>> {
    return (await api(service.url, `/events/${traceId}`, undefined, 'GET')).body;
  }

  it('goes through everything page by page, in key order, and deletes what passes', async () => {
    const keys = (await fail(7)).map(keyOfTraceId);
    gate.verdict = 'pass';
    const first = await retryPage({ limit: 3 });
    expect(first).toMatchObject({ processed: keys.slice(0, 3), failed: [] });
    const second = await retryPage({ limit: 3, next_token: first.next_token });
    const third = await retryPage({ limit: 3, next_token: second.next_token });
    expect([second.processed, third.processed]).toEqual([keys.slice(3, 6), keys.slice(6)]);
    expect(third.next_token).toBe('');
    expect((await api(service.url, '/events', undefined, 'GET')).body.items).toEqual([]);
  });

  it('updates the same object when an attempt fails', async () => {
    const [traceId] = (await fail(1)) as [string];
    const before = await record(traceId);
    for (const count of [1, 2]) {
      expect(await retryPage()).toMatchObject({ processed: [], failed: [keyOfTraceId(traceId)] });
      const after = await record(traceId);
      expect(after).toMatchObject({
        error: `retry ${count} failed: the CRM answered HTTP 503 to e0`,
        retry_count: count,
        trace_id: traceId,
        first_failed_at: before.first_failed_at,
        fingerprint: before.fingerprint,
        status: 'pending',
        lease: null,
      });
      expect((after.failed_at as string) >= (before.failed_at as string)).toBe(true);
      expect(after.attempts).toHaveLength(count + 1);
    }
  });

  it('parks after RETRY_MAX_ATTEMPTS and at a permanent failure; both can be retried by hand', async () => {
    const [traceId] = (await fail(1)) as [string];
    for (let i = 0; i < 8; i++) await retryPage();
    expect(await record(traceId)).toMatchObject({ status: 'parked', retry_count: 8, next_retry_at: null });
    await retryPage();
    expect(await record(traceId)).toMatchObject({ status: 'parked', retry_count: 9 });
    gate.verdict = 'pass';
    const answer = await api(service.url, `/events/${traceId}/retry`);
    expect(answer.body).toEqual({
      outcome: 'processed',
      trace_id: traceId,
      key: keyOfTraceId(traceId),
      error: '',
    });
    expect((await api(service.url, `/events/${traceId}`, undefined, 'GET')).status).toBe(404);
  });

  it('tells how a single retry failed', async () => {
    const [traceId] = (await fail(1, 'permanent')) as [string];
    const answer = await api(service.url, `/events/${traceId}/retry`);
    expect(answer.body).toEqual({
      outcome: 'failed',
      trace_id: traceId,
      key: keyOfTraceId(traceId),
      error: 'retry 1 failed: nothing fits e0',
    });
  });

  it('makes one attempt of two retries at the same time', async () => {
    const [traceId] = (await fail(1)) as [string];
    gate.runs.length = 0;
    gate.verdict = 'pass';
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const first = api(service.url, `/events/${traceId}/retry`);
    await expect.poll(() => gate.runs.length).toBe(1);
    const [second, page] = await Promise.all([api(service.url, `/events/${traceId}/retry`), retryPage()]);
    expect([second.status, second.body.code]).toEqual([409, 'leased']);
    expect(page).toEqual({ processed: [], failed: [], next_token: '' });
    open();
    expect((await first).body.outcome).toBe('processed');
    expect(gate.runs).toHaveLength(1);
  });

  it('never runs one event twice at once, however many ask', async () => {
    const traceIds = await fail(5);
    gate.runs.length = 0;
    gate.verdict = 'pass';
    await Promise.all([
      ...Array.from({ length: 5 }, () => retryPage({ limit: 100 })),
      ...traceIds.flatMap((id) => [
        api(service.url, `/events/${id}/retry`),
        api(service.url, `/events/${id}/retry`),
      ]),
    ]);
    expect(gate.mostAtOnce).toBe(1);
    expect(gate.runs.map(({ eventId }) => eventId).toSorted()).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  });

  it.each([0, 101, -1, 1.5, '5', null, true, [], {}])('takes a limit of %j as 20', async (limit) => {
    await fail(21);
    const page = await retryPage({ limit });
    expect(page.failed).toHaveLength(20);
    expect(page.next_token).not.toBe('');
  });

  it.each(['x', 'ZGxxLw', 5, {}, true])('refuses %j as a next_token', async (next_token) => {
    const answer = await api(service.url, '/retry', { next_token });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ field: 'next_token' }] });
  });

  it('refuses a token of another listing', async () => {
    await fail(2);
    const page = await api(service.url, '/events?limit=1', undefined, 'GET');
    expect((await api(service.url, '/retry', { next_token: page.body.next_token })).status).toBe(400);
  });

  it('goes on at the right place when objects are deleted and added between pages', async () => {
    const keys = (await fail(4)).map(keyOfTraceId);
    const first = await retryPage({ limit: 2 });
    gate.verdict = 'pass';
    const all = await retryPage({ limit: 100 });
    expect(all.processed).toEqual(keys);
    gate.verdict = 'transient';
    const late = await deliver(service.url, { event_id: 'late', schema_version: 'test' });
    const rest = await retryPage({ limit: 2, next_token: first.next_token });
    expect(rest).toEqual({ processed: [], failed: [keyOfTraceId(late.body.trace_id)], next_token: '' });
  });

  it('answers 400, 404 and 422 where there is nothing to retry', async () => {
    const nobody = 'DLQ-1729712345678-00000000000000000000000000000000';
    expect((await api(service.url, '/events/nonsense/retry')).status).toBe(400);
    expect((await api(service.url, `/events/${nobody}/retry`)).status).toBe(404);
    await service.store.put(keyOfTraceId(nobody), Buffer.from('{"broken":'), {
      condition: 'absent',
      contentType: 'application/json',
      metadata: {},
    });
    const corrupt = await api(service.url, `/events/${nobody}/retry`);
    expect([corrupt.status, corrupt.body.code]).toEqual([422, 'corrupt_record']);
  });

  it('keeps what fails by a crash of the processor, as one that may pass later', async () => {
    gate.verdict = 'crash';
    const { body } = await deliver(service.url, { event_id: 'c', schema_version: 'test' });
    expect(await record(body.trace_id)).toMatchObject({ error_code: 'processor_error', status: 'pending' });
  });
});
