import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimelineDto } from '../../src/groups/timeline.dto.js';
import { StoreError } from '../../src/store/store-error.js';
import { GateProcessor } from '../support/gate-processor.js';
import { deliver } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { AuditNotes } from '../../src/audit/audit-notes.js';
import { SystemClock } from '../../src/runtime/clock.js';

describe('GET /api/v1/dlq/timeline', () => {
  let service: TestApp;
  let store: MemoryObjectStore;
  let gate: GateProcessor;

  beforeEach(async () => {
    gate = new GateProcessor();
    gate.verdict = 'permanent';
    store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({ processor: gate, store });
  });

  afterEach(() => service.close());

  const timeline = async (query = '') => {
    const response = await fetch(`${service.url}/api/v1/dlq/timeline${query}`);
    return { status: response.status, body: (await response.json()) as TimelineDto & { errors: unknown } };
  };
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

  it('counts what failed, by cause, in buckets of the time that is asked for', async () => {
    for (const id of ['a', 'b', 'c']) {
      await deliver(service.url, { event_id: id, schema_version: 'test', payload: {} });
    }
    await deliver(service.url, { event_id: 'd', schema_version: 'no-such', payload: {} });
    const { status, body } = await timeline('?bucket_s=3600');
    expect(status).toBe(200);
    expect(body).toMatchObject({ bucket_s: 3_600, other: { causes: 0 } });
    const hours = (Date.parse(body.to) - Date.parse(body.from)) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(24);
    expect(body.causes.map(({ total, error_code }) => [total, error_code])).toEqual([
      [3, expect.any(String)],
      [1, 'unknown_schema_version'],
    ]);
    for (const { counts, total } of body.causes) {
      expect(counts).toHaveLength(Math.ceil(hours));
      expect(sum(counts)).toBe(total);
      expect(counts.at(-1)! + counts.at(-2)!).toBe(total);
    }
    const before = await timeline('?to=2020-01-01T00:00:00Z');
    expect(before.body.causes).toEqual([]);
  });

  it('forgets what was resolved, as it says', async () => {
    const { body } = await deliver(service.url, { event_id: 'a', schema_version: 'test', payload: {} });
    expect((await timeline()).body.causes).toHaveLength(1);
    gate.verdict = 'pass';
    const retry = `${service.url}/api/v1/dlq/events/${body.trace_id}/retry`;
    expect((await fetch(retry, { method: 'POST' })).status).toBe(200);
    expect((await timeline()).body.causes).toEqual([]);
  });

  it('marks what may explain it, and answers without marks where the audit is not to be had', async () => {
    service.app.get(AuditNotes).note({
      action: 'breaker_opened',
      after: { target: 'target:crm', error_code: 'upstream_unreachable' },
    });
    await deliver(service.url, { event_id: 'a', schema_version: 'test', payload: {} });
    const text = 'The target target:crm is down (upstream_unreachable): its retries wait.';
    await expect
      .poll(async () => (await timeline()).body)
      .toMatchObject({ marks: [{ action: 'breaker_opened', text }], marks_complete: true });
    const list = store.list.bind(store);
    store.list = (query) =>
      query.prefix.startsWith('audit/')
        ? Promise.reject(new StoreError('denied', { outcomeUnknown: false, retryable: false }))
        : list(query);
    const { status, body } = await timeline();
    expect(status).toBe(200);
    expect(body).toMatchObject({ marks: [], marks_complete: false });
    expect(body.causes).toHaveLength(1);
  });

  it.each([
    ['?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['?from=yesterday', 'from'],
    ['?bucket_s=0', 'bucket_s'],
    ['?bucket_s=1.5', 'bucket_s'],
    ['?bucket_s=1', 'bucket_s'],
    ['?bucket_s=', 'bucket_s'],
    ['?bucket_s=60&bucket_s=60', 'bucket_s'],
    ['?bucket=60', 'bucket'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await timeline(query);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });
});
