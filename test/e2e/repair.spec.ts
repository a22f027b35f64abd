import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTraceId } from '../../src/domain/letter/trace-id.js';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { api, refresh } from '../support/http.js';
import { objectOf, startWithOneParked } from '../support/one-parked.js';
import type { TestApp } from '../support/test-app.js';

describe('objects that were changed with another tool', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let traceId: string;
  let key: string;

  beforeEach(async () => {
    ({ service, gate, traceId, key } = await startWithOneParked());
  });

  afterEach(() => service.close());

  const stored = () => objectOf({ service, key });

  /** Puts the object back as a tool would; with `keep` one that copies its metadata. */
  async function putBack(change: (text: string) => string, keep = false): Promise<string> {
    const { bytes, etag, metadata } = await stored();
    const text = change(Buffer.from(bytes).toString());
    const condition = { ifMatch: etag };
    await service.store.put(key, Buffer.from(text), {
      condition,
      contentType: 'application/json',
      metadata: keep ? metadata : {},
    });
    return text;
  }

  const correct = (text: string) => text.replace('"amount":1', '"amount":2');
  const show = () => api(service.url, `/events/${traceId}`, undefined, 'GET');
  const retry = () => api(service.url, `/events/${traceId}/retry`);
  const accept = () => api(service.url, `/events/${traceId}/accept`);
  const listed = async () => {
    await refresh(service.url);
    return (await api(service.url, '/events', undefined, 'GET')).body.items[0];
  };
  const count = async (status: string) => {
    await refresh(service.url);
    const { body } = await api(service.url, '/stats', undefined, 'GET');
    return (body.by_status as Record<string, number>)[status];
  };

  it('are repairs where they have no digest: shown as such, and retried with the new payload', async () => {
    await putBack(correct);
    expect(await listed()).toMatchObject({ status: 'parked', by_hand: true });
    expect((await retry()).body.outcome).toBe('failed');
    const { body } = await show();
    expect(body.original_event).toMatchObject({ payload: { amount: 2 } });
    expect(body.edits).toMatchObject([{ by: 'unknown', kind: 'hand' }]);
    expect(await listed()).toMatchObject({ by_hand: false });
    gate.verdict = 'pass';
    expect((await retry()).body.outcome).toBe('processed');
  });

  it('are not overwritten by an attempt that was under way', async () => {
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    gate.runs.length = 0;
    const attempt = retry();
    await expect.poll(() => gate.runs.length).toBe(1);
    const text = await putBack(correct);
    open();
    expect((await attempt).body.error).toContain('the change stays');
    expect(Buffer.from((await stored()).bytes).toString()).toBe(text);
  });

  it('are corrupt under an old digest, left alone, and usable once an operator accepts them', async () => {
    const text = await putBack(correct, true);
    expect(await listed()).toMatchObject({ status: 'corrupt', error: expect.stringContaining('SHA-256') });
    expect([(await show()).status, (await retry()).status]).toEqual([422, 422]);
    expect(await count('corrupt')).toBe(1);
    expect(await service.app.get(SweepService).sweep()).toMatchObject({ due: 0 });
    expect((await api(service.url, '/retry')).body).toMatchObject({ processed: [], failed: [] });
    expect(Buffer.from((await stored()).bytes).toString()).toBe(text);

    const accepted = await accept();
    expect(accepted.body).toEqual({ outcome: 'accepted', trace_id: traceId, key, status: 'parked' });
    expect((await show()).body).toMatchObject({
      original_event: { payload: { amount: 2 } },
      edits: [{ by: 'loopback', kind: 'accept', audit_id: expect.any(String) }],
    });
    gate.verdict = 'pass';
    expect((await retry()).body.outcome).toBe('processed');
  });

  it.each([
    ['truncated', (text: string) => text.slice(0, -10)],
    ['empty', () => ''],
    ['of another trace id', (text: string) => text.replace(/"trace_id":"[^"]+"/, '"trace_id":"DLQ-1"')],
    ['of no version', (text: string) => text.replace('"record_version":1', '"record_version":0')],
  ])('cannot be accepted when they are %s, with or without a digest', async (_what, damage) => {
    for (const keep of [true, false]) {
      const text = await putBack(damage, keep);
      expect(await listed()).toMatchObject({ status: 'corrupt' });
      expect((await accept()).body).toMatchObject({ status: 422, code: 'corrupt_record' });
      expect((await retry()).status).toBe(422);
      expect(Buffer.from((await stored()).bytes).toString()).toBe(text);
    }
  });

  it('are not accepted when there is nothing wrong with them, or nothing there', async () => {
    expect((await accept()).body).toMatchObject({ status: 409, code: 'not_corrupt' });
    const absent = makeTraceId(Date.now(), 'a'.repeat(32));
    expect((await api(service.url, `/events/${absent}/accept`)).status).toBe(404);
    expect((await api(service.url, '/events/DLQ-1/accept')).body.code).toBe('invalid_trace_id');
  });

  it('are foreign under any other name: counted, and never touched', async () => {
    const foreign = 'dlq/notes.txt';
    await service.store.put(foreign, Buffer.from('mind this'), {
      condition: 'absent',
      contentType: 'text/plain',
      metadata: {},
    });
    expect([await count('foreign'), await count('corrupt')]).toEqual([1, 0]);
    await service.app.get(SweepService).sweep();
    expect((await service.store.get(foreign)).outcome).toBe('found');
  });
});
