import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, refresh } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What the webhook keeps as `unrecognised_event`. */
const NO_EVENTS = [
  ['a batch of 101', JSON.stringify(Array.from({ length: 101 }, (_, i) => ({ event_id: i, payload: {} })))],
  [
    'a batch of 101 in an object',
    JSON.stringify({ tenant_id: 't', events: Array.from({ length: 101 }, (_, i) => i) }),
  ],
  ['spam', '{"subject":"buy now","body":"x"}'],
  ['a bare object', '{}'],
  ['a bare array', '[1,2]'],
] as const;

const VERSION = loadConfig({}).webhook.defaultSchemaVersion;

describe('what no one recognised as an event', () => {
  let gate: GateProcessor;
  let service: TestApp;

  beforeEach(async () => {
    gate = new GateProcessor();
    // A processor that takes everything, as a loose schema does.
    service = await startTestApp({ processor: gate, versions: [VERSION] });
  });
  afterEach(() => service.close());

  const record = async (id: string) => (await api(service.url, `/events/${id}`, undefined, 'GET')).body;
  const park = async (body: string) => (await deliver(service.url, body)).body.trace_id;

  it.each(NO_EVENTS)('never passes in any kind of retry: %s', async (_what, body) => {
    const id = await park(body);
    expect((await api(service.url, `/events/${id}/dry-run`)).body).toMatchObject({
      would: 'fail',
      error_code: 'unrecognised_event',
    });
    expect((await api(service.url, '/dry-run')).body).toMatchObject({ would_pass: 0, would_fail: 1 });
    expect((await api(service.url, `/events/${id}/retry`)).body.outcome).toBe('failed');
    expect((await api(service.url, '/retry')).body).toMatchObject({ processed: [] });
    const { body: plan } = await api(service.url, '/redrives', { action: 'retry', all: true });
    await api(service.url, `/redrives/${plan['job_id'] as string}/start`);
    await expect.poll(async () => (await record(id))['retry_count']).toBe(3);
    expect(gate.runs).toEqual([]);
    expect(await record(id)).toMatchObject({
      status: 'parked',
      error_code: 'unrecognised_event',
      error: expect.stringMatching(/^retry 3 failed: not an event: /),
      retry_count: 3,
    });
  });

  it('passes once it has been corrected into an event', async () => {
    for (const [i, event] of [
      { event_id: 'evt_1', payload: { interaction_id: 'i' } },
      { event_id: `sha256-${'0'.repeat(64)}`, payload: { interactionId: 'i' } },
    ].entries()) {
      const id = await park(`{"spam":${i}}`);
      const text = JSON.stringify({ ...(await record(id)), original_event: event });
      const put = { condition: 'none', contentType: 'application/json', metadata: {} } as const;
      await service.store.put(keyOfTraceId(id), Buffer.from(text), put);
      await refresh(service.url);
      expect((await api(service.url, `/events/${id}/dry-run`)).body).toMatchObject({ would: 'pass' });
      expect((await api(service.url, `/events/${id}/retry`)).body.outcome).toBe('processed');
    }
    expect(gate.runs).toHaveLength(2);
  });
});
