import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedHeaders } from '../../fake-cxone/sign.mjs';
import { DEAD_LETTER_PREFIX } from '../../src/domain/letter/trace-id.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { StoreError } from '../../src/store/store-error.js';
import { cxoneEnv } from '../support/cxone-world.js';
import { api, deliver, send } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { readPrometheusText, valueIn } from '../support/prometheus-text.js';
import { ScriptedServer, withTokens } from '../support/scripted-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const SECRET = 'bWFkZS11cC1zZWNyZXQtMTIz';
const TARGET = 'target:default';

describe('what happens moves a metric', () => {
  let status: number;
  let target: ScriptedServer;
  let store: MemoryObjectStore;
  let service: TestApp;

  beforeEach(async () => {
    status = 200;
    target = await ScriptedServer.start(withTokens(() => ({ status })));
    store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({
      store,
      env: {
        ...cxoneEnv(target.url),
        CXONE_ACKNOWLEDGE_PATH: '/acknowledged',
        TARGET_URL: `${target.url}/events`,
        DELIVERY_ALLOW_PRIVATE: 'true',
        WEBHOOK_SIGNATURES: 'cxone-hex',
        WEBHOOK_SECRET_CXONE_HEX: SECRET,
        BREAKER_FAILURES: '2',
        RETRY_BASE_DELAY_MS: '1',
      },
    });
  });

  afterEach(async () => {
    store.interference = {};
    await service.close();
    await target.stop();
  });

  const event = (id: string) => ({ event_id: id, payload: { interaction_id: id } });

  function deliverSigned(id: string) {
    const body = JSON.stringify(event(id));
    return deliver(service.url, body, signedHeaders({ profile: 'cxone-hex', secret: SECRET, body }));
  }

  /** What one scrape says. */
  async function scrape() {
    const { text } = await send(`${service.url}/metrics`);
    const families = readPrometheusText(text);
    return (name: string, labels?: Record<string, string>) => valueIn(families, `cxone_dlq_${name}`, labels);
  }

  async function fail(id: string): Promise<string> {
    status = 503;
    return (await deliverSigned(id)).body.trace_id;
  }

  it('an event that passes, one that is known, and one that is not signed', async () => {
    await deliverSigned('good');
    await deliverSigned('good');
    expect((await deliver(service.url, event('unsigned'))).status).toBe(401);
    await expect.poll(async () => (await scrape())('events_received_total', { outcome: 'refused' })).toBe(1);
    const of = await scrape();
    expect(of('events_received_total', { outcome: 'processed' })).toBe(1);
    expect(of('events_received_total', { outcome: 'duplicate' })).toBe(1);
    expect(of('duplicates_total', { kind: 'processed' })).toBe(1);
    expect(of('signature_refusals_total', { reason: 'signature_missing' })).toBe(1);
    expect(of('delivery_duration_seconds_count', { target: TARGET, outcome: 'ok' })).toBe(1);
    expect(of('webhook_duration_seconds_count')).toBe(3);
    expect(of('breaker_open', { target: TARGET })).toBe(0);
    expect(of('retry_places')).toBe(64);
  });

  it('events that fail, until their target is down, and their retries', async () => {
    const first = await fail('e1');
    await fail('e2');
    const down = await scrape();
    expect(down('events_received_total', { outcome: 'dead_lettered' })).toBe(2);
    expect(down('dead_letters_total', { error_code: 'upstream_error' })).toBe(2);
    expect(down('delivery_duration_seconds_count', { target: TARGET, outcome: 'failed' })).toBe(2);
    expect(down('breaker_open', { target: TARGET })).toBe(1);
    expect(down('dead_letters', { status: 'pending' })).toBe(2);
    expect(down('store_calls_total', { operation: 'put', outcome: 'ok' })).toBeGreaterThanOrEqual(2);
    expect(down('oldest_unresolved_age_seconds')).toBeGreaterThan(0);
    await expect.poll(async () => (await scrape())('due')).toBe(2);

    await api(service.url, `/events/${first}/retry`);
    status = 200;
    await api(service.url, `/events/${first}/retry`);
    const up = await scrape();
    expect(up('retries_total', { trigger: 'person', outcome: 'failed' })).toBe(1);
    expect(up('retries_total', { trigger: 'person', outcome: 'processed' })).toBe(1);
    expect(up('retry_duration_seconds_count')).toBe(2);
    expect(up('token_requests_total', { outcome: 'ok' })).toBe(1);
    expect(up('breaker_open', { target: TARGET })).toBe(0);
    expect(up('dead_letters', { status: 'pending' })).toBe(1);
  });

  it('a store that waits, and one that fails', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const isWrite = (call: string, key: string) => call === 'put' && key.startsWith(DEAD_LETTER_PREFIX);
    store.interference = { before: (call, key) => (isWrite(call, key) ? held : undefined) };
    const failed = fail('waits');
    await expect.poll(async () => (await scrape())('in_flight', { kind: 'store' })).toBe(1);
    expect((await scrape())('in_flight', { kind: 'webhook' })).toBe(1);
    release();
    await failed;
    store.interference = {
      before: (call, key) => {
        if (!isWrite(call, key)) return;
        throw new StoreError('the disk is gone', { outcomeUnknown: false, retryable: true });
      },
    };
    expect((await deliverSigned('lost')).status).toBe(500);
    const of = await scrape();
    expect(of('events_received_total', { outcome: 'not_stored' })).toBe(1);
    expect(of('store_calls_total', { operation: 'put', outcome: 'failed' })).toBeGreaterThan(0);
    expect(of('store_call_duration_seconds_count', { operation: 'put' })).toBeGreaterThan(1);
    await expect.poll(async () => (await scrape())('in_flight', { kind: 'webhook' })).toBe(0);
  });
});
