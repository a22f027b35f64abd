import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PermanentError, TransientError } from '../../src/domain/letter/failure.js';
import type { EventProcessor } from '../../src/processing/processor.js';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { Facts } from '../../src/runtime/facts.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { heard } from '../support/heard-facts.js';
import { api, deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENT = {
  event_id: 'e',
  tenant_id: 't',
  schema_version: 'test',
  type: 'case.opened',
  payload: { interaction_id: '1' },
};
const TOOK = { durationMs: expect.any(Number) as number };

describe('the service tells', () => {
  let service: TestApp;
  let facts: Facts;
  let end: () => Promise<void>;
  const processor: EventProcessor = { process: () => end() };

  beforeEach(async () => {
    end = async () => {};
    service = await startTestApp({ processor, env: { MAX_BODY_BYTES: '1000', RETRY_BASE_DELAY_MS: '1' } });
    facts = service.app.get(Facts);
  });

  afterEach(() => service.close());

  function fails(error: Error): void {
    end = async () => {
      throw error;
    };
  }

  async function deadLetter(): Promise<string> {
    fails(new TransientError('upstream_error', 'HTTP 503'));
    const { body } = await deliver(service.url, EVENT);
    return body.trace_id;
  }

  it('of each event of a delivery what became of it', async () => {
    const received = heard(facts, 'event_received');
    const good = { ...EVENT, event_id: 'good' };
    await deliver(service.url, good);
    await deliver(service.url, good);
    const traceId = await deadLetter();
    await deliver(service.url, [EVENT, { ...EVENT, event_id: 'other' }]);
    expect(received).toEqual([
      { outcome: 'processed', traceId: null, ...TOOK },
      { outcome: 'duplicate', kind: 'processed', traceId: null, ...TOOK },
      { outcome: 'dead_lettered', traceId, ...TOOK },
      { outcome: 'duplicate', kind: 'dead_lettered', traceId, ...TOOK },
      { outcome: 'dead_lettered', traceId: expect.stringMatching(/^DLQ-/) as string, ...TOOK },
    ]);
  });

  it.each([
    ['method_not_allowed', { method: 'GET' }],
    ['invalid_json', { method: 'POST', body: 'no' }],
    ['not_an_event', { method: 'POST', body: '"text"' }],
    ['body_too_large', { method: 'POST', body: `"${'x'.repeat(1_001)}"` }],
    ['unsupported_encoding', { method: 'POST', body: '{}', headers: { 'content-encoding': 'gzip' } }],
  ])('of a delivery that is refused as %s', async (code, init) => {
    const received = heard(facts, 'event_received');
    expect((await send(service.url + WEBHOOK_PATH, init)).body.code).toBe(code);
    await expect.poll(() => received).toEqual([{ outcome: 'refused', code, ...TOOK }]);
  });

  it('of an event that could not be stored, once', async () => {
    const received = heard(facts, 'event_received');
    fails(new PermanentError('validation_failed', 'no'));
    service.store.put = () => Promise.reject(new TypeError('a fault of ours'));
    expect((await deliver(service.url, EVENT)).status).toBe(500);
    await deliver(service.url, { ...EVENT, event_id: 'second' });
    expect(received.map(({ outcome }) => outcome)).toEqual(['not_stored', 'not_stored']);
  });

  it('of an event that has become a dead letter, once', async () => {
    const deadLettered = heard(facts, 'dead_lettered');
    const traceId = await deadLetter();
    await api(service.url, `/events/${traceId}/retry`);
    expect(deadLettered).toMatchObject([
      {
        traceId,
        tenantId: 't',
        eventType: 'case.opened',
        errorCode: 'upstream_error',
        error: 'HTTP 503',
        target: 'TestProcessor',
        status: 'pending',
      },
    ]);
    expect(service.log.text()).toContain('"dead_lettered"');
  });

  it('of each retry who asked for it and how it ended', async () => {
    const traceId = await deadLetter();
    const ended = heard(facts, 'attempt_ended');
    await api(service.url, `/events/${traceId}/retry`);
    fails(new PermanentError('validation_failed', 'no'));
    await api(service.url, '/retry', {});
    end = async () => {};
    await api(service.url, `/events/${traceId}/retry`);
    await api(service.url, `/events/${traceId}/retry`);
    const target = 'TestProcessor';
    const nothing = { target: null, errorCode: null, durationMs: null };
    expect(ended).toEqual([
      { trigger: 'person', outcome: 'failed', traceId, target, errorCode: 'upstream_error', ...TOOK },
      { trigger: 'page', outcome: 'failed', traceId, target, errorCode: 'validation_failed', ...TOOK },
      { trigger: 'person', outcome: 'processed', traceId, target, errorCode: null, ...TOOK },
      { trigger: 'person', outcome: 'none', traceId, ...nothing },
    ]);
  });

  it('of a sweep what it did', async () => {
    const sweeps = heard(facts, 'sweep_ended');
    await deadLetter();
    const sweep = () => service.app.get(SweepService).sweep();
    await expect.poll(async () => (await sweep()).failed).toBe(1);
    expect(sweeps.at(-1)).toMatchObject({ due: 1, processed: 0, failed: 1, held: 0, purged: 0, merged: 0 });
    end = async () => {};
    await expect.poll(async () => (await sweep()).processed).toBe(1);
    const report = await sweep();
    expect(sweeps.at(-1)).toEqual({ ...report, ...TOOK });
  });

  it('of what it asks the store', async () => {
    const calls = heard(facts, 'store_called');
    const traceId = await deadLetter();
    await api(service.url, `/events/${traceId}`, undefined, 'GET');
    // The catalog lists in the background.
    const asked = calls.filter(({ operation }) => operation !== 'list');
    expect(asked.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual(['put ok', 'get ok']);
  });

  it('what a listener that throws does not change', async () => {
    facts.on('event_received', () => {
      throw new Error('broken');
    });
    facts.on('store_called', () => {
      throw new Error('broken');
    });
    expect(await deadLetter()).toMatch(/^DLQ-/);
    expect(service.log.text()).toContain('listener_failed');
  });
});
