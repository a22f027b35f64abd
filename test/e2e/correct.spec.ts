import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send, type Answer } from '../support/http.js';
import { startWithOneParked } from '../support/one-parked.js';
import type { TestApp } from '../support/test-app.js';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const EVENT = { event_id: 'e', schema_version: 'test', payload: { amount: 1 } };

describe('correcting an event', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let traceId: string;

  beforeEach(async () => {
    ({ service, gate, traceId } = await startWithOneParked());
    gate.runs.length = 0;
    gate.verdict = 'pass';
  });

  afterEach(() => service.close());

  const show = () => api(service.url, `/events/${traceId}`, undefined, 'GET');
  const call = (what: string) => api(service.url, `/events/${traceId}/${what}`);
  const correction = async () =>
    (await api(service.url, `/events/${traceId}/correction`, undefined, 'GET')).body;

  interface Sent {
    query?: string;
    etag?: string | null;
    type?: string;
  }

  /** Sends a patch as text; `etag` null: without a condition. */
  async function patch(body: string, { query = '', etag, type = JSON_PATCH }: Sent = {}): Promise<Answer> {
    const condition = etag === undefined ? (await show()).headers.get('etag') : etag;
    return send(`${service.url}/api/v1/dlq/events/${traceId}${query}`, {
      method: 'PATCH',
      headers: { 'Content-Type': type, ...(condition === null ? {} : { 'If-Match': condition }) },
      body,
    });
  }

  const amount = (value: string) => `[{"op":"replace","path":"/payload/amount","value":${value}}]`;

  it('changes the named place alone, to the digit, and keeps what arrived', async () => {
    const answer = await patch(amount('1.10'), { query: '?reason=a%20typo' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      '{"original_event":{"event_id":"e","schema_version":"test","payload":{"amount":1.10}},',
    );
    expect(answer.text).toContain(
      '"uncorrected_event":{"event_id":"e","schema_version":"test","payload":{"amount":1}}',
    );
    expect(answer.text).toContain(`"patch":${amount('1.10')}`);
    expect(answer.body).toMatchObject({ status: 'parked', corrections: 1 });
    const shown = await show();
    expect([answer.text, answer.headers.get('etag')]).toEqual([shown.text, shown.headers.get('etag')]);
    const audit = await send(`${service.url}/api/v1/audit?action=event_corrected`);
    expect(audit.body.items).toMatchObject([
      { reason: 'a typo', before: { corrections: 0 }, after: { corrections: 1, patch: amount('1.10') } },
    ]);
  });

  it('takes a merge patch, whose members are no fields of the request', async () => {
    const answer = await patch('{"payload":{"amount":null,"reason":2},"reason":"of the event"}', {
      type: MERGE_PATCH,
    });
    expect(answer.body.original_event).toEqual({
      event_id: 'e',
      schema_version: 'test',
      payload: { reason: 2 },
      reason: 'of the event',
    });
    expect(answer.body.edits).toMatchObject([{ kind: 'correct', by: 'loopback' }]);
    expect((answer.body.edits as object[])[0]).not.toHaveProperty('reason');
  });

  it('delivers the corrected event under a key of its own, and an undo under another one', async () => {
    gate.verdict = 'transient';
    await call('retry');
    await patch(amount('2'));
    await call('retry');
    await call('undo');
    gate.verdict = 'pass';
    await call('retry');
    const keys = gate.runs.map(({ context }) => context.idempotencyKey);
    expect(keys).toEqual([keys[0], `${keys[0]}-c1`, `${keys[0]}-c2`]);
    expect((await show()).status).toBe(404);
  });

  it('retries at once where it is asked to, and says how that ended', async () => {
    gate.verdict = 'permanent';
    const failed = await patch(amount('2'), { query: '?retry=true' });
    expect(failed.body).toMatchObject({
      status: 'parked',
      retry_count: 1,
      retry: { outcome: 'failed', error: 'retry 1 failed: nothing fits e' },
    });
    expect(failed.headers.get('etag')).toBe((await show()).headers.get('etag'));
    gate.verdict = 'pass';
    const passed = await patch(amount('3'), { query: '?retry=true' });
    expect(passed.body).toMatchObject({ status: 'deleted', retry: { outcome: 'processed', error: '' } });
    expect(passed.headers.get('etag')).toBeNull();
    expect((await show()).status).toBe(404);
  });

  it('shows what was corrected, and puts back what arrived', async () => {
    expect(await correction()).toEqual({ uncorrected_event: null, event: EVENT, patch: null, edits: [] });
    expect(await call('undo')).toMatchObject({ status: 409, body: { code: 'not_corrected' } });
    await patch(amount('2'));
    await patch('[{"op":"add","path":"/payload/more","value":[1.0]}]');
    expect(await correction()).toMatchObject({
      uncorrected_event: EVENT,
      event: { payload: { amount: 2, more: [1] } },
      patch: [
        { op: 'add', path: '/payload/more', value: [1] },
        { op: 'replace', path: '/payload/amount', value: 2 },
      ],
      edits: [{ kind: 'correct' }, { kind: 'correct' }],
    });
    const undone = await call('undo');
    expect(undone.body).toMatchObject({ original_event: EVENT, corrections: 3, status: 'parked' });
    expect(undone.body).not.toHaveProperty('uncorrected_event');
    expect((await call('undo')).status).toBe(409);
  });

  it('keeps its correction when the event comes again, and is not doubled', async () => {
    await patch(amount('2'));
    const again = await deliver(service.url, EVENT);
    expect(again.body).toEqual({ status: 'accepted', trace_id: traceId, duplicate: true });
    expect((await show()).body).toMatchObject({ original_event: { payload: { amount: 2 } }, corrections: 1 });
    await call('retry');
    expect(gate.runs).toHaveLength(1);
    expect((await deliver(service.url, EVENT)).body).toEqual({ status: 'accepted', duplicate: true });
    expect(gate.runs).toHaveLength(1);
  });

  it('tells the second of two operators who was first', async () => {
    const etag = (await show()).headers.get('etag');
    const answers = await Promise.all([patch(amount('2'), { etag }), patch(amount('3'), { etag })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    const second = answers.find(({ status }) => status === 412)!;
    expect(second.body).toMatchObject({
      code: 'precondition_failed',
      detail: expect.stringMatching(/loopback corrected it at \d{4}-/),
    });
    expect((await show()).body.corrections).toBe(1);
  });

  it('changes nothing for a patch that changes nothing', async () => {
    const before = await show();
    for (const body of ['[]', '[{"op":"test","path":"/payload/amount","value":1.0}]', amount('1')]) {
      expect(await patch(body)).toMatchObject({ status: 200, text: before.text });
    }
  });

  it.each<[string, number, string, Sent & { body?: string }]>([
    ['another content type', 415, 'unsupported_patch', { type: 'application/json', body: '{}' }],
    ['no condition', 428, 'precondition_required', { etag: null }],
    ['a stale condition', 412, 'precondition_failed', { etag: '"old"' }],
    ['no JSON', 400, 'invalid_json', { body: '[{' }],
    ['no body', 400, 'invalid_patch', { body: '' }],
    ['no list', 400, 'invalid_patch', { body: '{}' }],
    ['no object', 400, 'invalid_patch', { type: MERGE_PATCH, body: '[1]' }],
    ['an unknown parameter', 400, 'invalid_request', { query: '?forced=true' }],
    ['a path to nothing', 422, 'patch_failed', { body: '[{"op":"remove","path":"/payload/none"}]' }],
    ['another event id', 422, 'patch_refused', { body: '[{"op":"replace","path":"/event_id","value":"f"}]' }],
    ['no event id', 422, 'patch_refused', { type: MERGE_PATCH, body: '{"event_id":null}' }],
    ['a tenant', 422, 'patch_refused', { body: '[{"op":"add","path":"/tenant_id","value":"t"}]' }],
    ['no object as the event', 422, 'patch_refused', { body: '[{"op":"replace","path":"","value":[]}]' }],
    ['a masked value', 422, 'patch_refused', { type: MERGE_PATCH, body: '{"payload":{"x":["[masked]"]}}' }],
    ['a bad timestamp', 422, 'patch_refused', { type: MERGE_PATCH, body: '{"timestamp":{}}' }],
    ['an unknown version', 422, 'validation_failed', { type: MERGE_PATCH, body: '{"schema_version":"v9"}' }],
  ])('refuses %s, and changes nothing', async (_what, status, code, { body = amount('2'), ...sent }) => {
    const before = await show();
    expect(await patch(body, sent)).toMatchObject({ status, body: { code } });
    expect((await show()).text).toBe(before.text);
  });

  it('keeps what its schema refuses where it is forced to', async () => {
    const forced = await patch('{"schema_version":"v9"}', { type: MERGE_PATCH, query: '?force=true' });
    expect(forced.body).toMatchObject({ schema_version: 'v9', uncorrected_schema_version: 'test' });
    expect((await call('undo')).body).toMatchObject({ schema_version: 'test' });
  });

  it('leaves a discarded one as it is, and one that an attempt has', async () => {
    await call('discard');
    expect(await patch(amount('2'))).toMatchObject({ status: 409, body: { code: 'not_open' } });
    await call('restore');
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const attempt = call('retry');
    await expect.poll(() => gate.runs.length).toBe(1);
    expect(await patch(amount('2'))).toMatchObject({ status: 409, body: { code: 'leased' } });
    open();
    await attempt;
    expect((await patch(amount('2'), { etag: '"gone"' })).status).toBe(404);
  });
});
