import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, UNBUNDLED, type ServiceProcess } from '../support/service-process.js';
import { startTestApp } from '../support/test-app.js';

describe('the service with INGEST_MODE=store-first', () => {
  let dataDir: string;
  let services: ServiceProcess[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    services = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await rm(dataDir, { recursive: true, force: true });
  });

  const list = async (url: string) => (await api(url, '/events', undefined, 'GET')).body.items;

  it('answers before it processes, and ends only after it has', async () => {
    const gate = new GateProcessor();
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const env = { ...(await storeEnv()), INGEST_MODE: 'store-first' };
    const service = await startTestApp({ processor: gate, env });
    const event = { event_id: 'e', schema_version: 'test' };
    expect((await deliver(service.url, event)).text).toBe('{"status":"accepted"}');
    expect(await list(service.url)).toMatchObject([{ status: 'received', error_code: null, error: '' }]);
    expect((await deliver(service.url, event)).text).toBe('{"status":"accepted","duplicate":true}');
    expect(gate.runs).toHaveLength(1);

    let closed = false;
    const closing = service.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    open();
    await closing;
    expect(service.log.text()).not.toContain('first_attempt_not_settled');
  });

  it('ends after SIGTERM though deliveries go on', async () => {
    const service = await startService({ DATA_DIR: dataDir, INGEST_MODE: 'store-first' });
    services.push(service);
    const stop = new AbortController();
    let accepted = 0;
    const lane = async (name: string) => {
      for (let i = 0; !stop.signal.aborted; i++) {
        const event = { event_id: `${name}-${i}`, payload: { interaction_id: i } };
        const answer = await deliver(service.url, event).catch(() => null);
        if (answer?.status === 200) accepted++;
        else await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const traffic = Promise.all(['a', 'b', 'c', 'd'].map(lane));
    await expect.poll(() => accepted, { timeout: 15_000 }).toBeGreaterThan(20);
    // Past SHUTDOWN_TIMEOUT_MS it would end with 1.
    expect(await service.end('SIGTERM')).toBe(0);
    stop.abort();
    await traffic;
    expect(service.output()).toContain('"event":"stopped"');
  });

  it('loses nothing when it is killed after its answer: the sweep of the next one takes over', async () => {
    const env = {
      DATA_DIR: dataDir,
      ...(await storeEnv()),
      INGEST_MODE: 'store-first',
      RETRY_ATTEMPT_TIMEOUT_MS: '1000',
      STORE_CALL_TIMEOUT_MS: '1000',
      LEASE_MARGIN_MS: '1000',
      RETRY_BASE_DELAY_MS: '1',
      RETRY_SWEEP_CRON: '* * * * * *',
    };
    const start = async (more: Record<string, string>, args: string[] = [], program?: string) => {
      const service = await startService({ ...env, ...more }, args, [], program);
      services.push(service);
      return service;
    };
    const first = await start({}, ['--import', './test/support/slow.processor.mjs'], UNBUNDLED);
    const event = { event_id: 'e', payload: { slow: 'first' } };
    expect((await deliver(first.url, event)).text).toBe('{"status":"accepted"}');
    await first.end('SIGKILL');

    const second = await start({ RETRY_SWEEP_ENABLED: 'true' });
    await expect
      .poll(() => list(second.url), { timeout: 45_000, interval: 250 })
      .toMatchObject([{ event_id: 'e', status: 'parked', error_code: 'validation_failed', retry_count: 1 }]);
    const [item] = await list(second.url);
    const record = await api(second.url, `/events/${item!.trace_id}`, undefined, 'GET');
    expect(record.body.attempts).toMatchObject([
      { trigger: 'webhook', error_code: 'worker_lost', duration_ms: null },
      { trigger: 'sweep', error_code: 'validation_failed' },
    ]);
  }, 60_000);
});
