import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { api, deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a record with masked values', () => {
  let service: TestApp;
  let traceId: string;

  const PHONE = '+1 555 0100';
  const event = `{"event_id":"e","schema_version":"none","payload":{"customer":{"phone":"${PHONE}"},"n":1.10}}`;
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
    expect(JSON.stringify(body)).not.toContain(PHONE);
  });

  it.each([undefined, {}, { reason: '' }, { reason: '  ' }])('shows nothing for %j', async (body) => {
    const answer = await reveal(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'reason_required' } });
    expect(answer.text).not.toContain(PHONE);
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
      expect(answer.text).not.toContain(PHONE);
    }
  });
});

describe('a dry run with a schema of the caller', () => {
  const keys = { viewer: newApiKey(randomBytes), operator: newApiKey(randomBytes) };
  const ACCESS_KEYS = Object.entries(keys)
    .map(([role, key]) => `${role}:${role}:${digestOfKey(key)}`)
    .join();
  let service: TestApp;

  afterEach(() => service.close());

  /** The answers to a viewer and to an operator who try the same draft on one event. */
  async function tried(env: Record<string, string>, draft: unknown) {
    service = await startTestApp({ env: { ACCESS_KEYS, ...env } });
    const { trace_id } = (
      await deliver(service.url, { event_id: 'e', schema_version: 'none', payload: { phone: '+1 555 0100' } })
    ).body;
    const by = (key: string) =>
      send(`${service.url}/api/v1/dlq/events/${trace_id}/dry-run`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(draft),
      });
    return { viewer: await by(keys.viewer), operator: await by(keys.operator) };
  }

  const guess = { schema: { properties: { payload: { properties: { phone: { pattern: '^.1 5' } } } } } };

  it('is for those who may see masked values: its result tells whether a value fits', async () => {
    const { viewer, operator } = await tried({ REDACT_PATHS: 'payload.phone' }, guess);
    expect(viewer).toMatchObject({ status: 403, body: { code: 'forbidden', required_role: 'operator' } });
    expect(operator.status).toBe(200);
  });

  it.each([
    ['without a schema', { REDACT_PATHS: 'payload.phone' }, { payload: { phone: '1' } }],
    ['where nothing is masked', {}, guess],
  ])('is for everybody %s', async (_, env, draft) => {
    const { viewer, operator } = await tried(env, draft);
    expect([viewer.status, operator.status]).toEqual([200, 200]);
  });
});
