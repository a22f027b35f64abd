import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a record with masked values', () => {
  let service: TestApp;
  let traceId: string;

  const event =
    '{"event_id":"e","schema_version":"none","payload":{"customer":{"phone":"+1 555 0100"},"n":1.10}}';
  const shown = () => api(service.url, `/events/${traceId}`, undefined, 'GET');
  const reveal = (body?: unknown) => api(service.url, `/events/${traceId}/reveal`, body);

  beforeEach(async () => {
    service = await startTestApp({ env: { REDACT_PATHS: 'payload.customer.*' } });
    traceId = (await deliver(service.url, event)).body.trace_id;
  });

  afterEach(() => service.close());

  it('shows them for a reason, and the audit says who asked and why', async () => {
    const masked = await shown();
    expect(masked.text).toContain('"payload":{"customer":{"phone":"[masked]"},"n":1.10}');
    const whole = await reveal({ reason: 'ticket OPS-312' });
    expect(whole.status).toBe(200);
    expect(whole.text).toContain(`"original_event":${event}`);
    expect(whole.headers.get('cache-control')).toBe('no-store');
    expect(whole.headers.get('etag')).toBe(masked.headers.get('etag'));
    const { body } = await send(`${service.url}/api/v1/audit?action=event_revealed`);
    expect(body.items).toMatchObject([
      {
        action: 'event_revealed',
        reason: 'ticket OPS-312',
        target: { trace_id: traceId },
        actor: { name: 'loopback' },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('555');
  });

  it.each([undefined, {}, { reason: '' }, { reason: '  ' }])('shows nothing for %j', async (body) => {
    const answer = await reveal(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'reason_required' } });
    expect(answer.text).not.toContain('555');
  });

  it('says that a record is corrupt, and shows nothing of it', async () => {
    const { items } = (await api(service.url, '/events', undefined, 'GET')).body;
    const key = items[0]!.key;
    const read = await service.store.get(key);
    if (read.outcome === 'missing') throw new Error('no record');
    const { bytes, metadata, etag } = read.object;
    const torn = Buffer.from(bytes).subarray(0, bytes.length - 20);
    const condition = { ifMatch: etag };
    await service.store.put(key, torn, { condition, contentType: 'application/json', metadata });
    for (const answer of [await reveal({ reason: 'why' }), await shown()]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'corrupt_record' } });
      expect(answer.text).not.toContain('555');
    }
  });
});
