import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, UNBUNDLED, type ServiceProcess } from '../support/service-process.js';

/** Leases that run out as soon as their grace allows. */
const LONG = { timeout: 60_000 };
const SHORT_LEASES = {
  RETRY_ATTEMPT_TIMEOUT_MS: '1000',
  STORE_CALL_TIMEOUT_MS: '1000',
  LEASE_MARGIN_MS: '1000',
};

describe('the built service as a process', () => {
  let dataDir: string;
  let env: Record<string, string>;
  let services: ServiceProcess[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    env = { DATA_DIR: dataDir, ...(await storeEnv()) };
    services = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(
    more: Record<string, string> = {},
    args: string[] = [],
    program?: string,
  ): Promise<ServiceProcess> {
    const service = await startService({ ...env, ...more }, args, [], program);
    services.push(service);
    return service;
  }

  it('returns memory when it is idle, where Node exposes its collector', LONG, async () => {
    const service = await start({ LOG_LEVEL: 'debug' }, ['--expose-gc']);
    await expect.poll(() => service.output(), { timeout: 50_000 }).toContain('"event":"memory_returned"');
    expect((await send(`${service.url}/health/ready`)).status).toBe(200);
  });

  it('has its dead letters after a kill -9, and retries them', async () => {
    const first = await start();
    const { body } = await deliver(first.url, { event_id: 'e', payload: {} });
    await first.end('SIGKILL');
    const second = await start();
    const answer = await api(second.url, `/events/${body.trace_id}/retry`);
    expect(answer.body.outcome).toBe('failed');
    expect(answer.body.error).toContain('retry 1 failed: missing required field');
  });

  // Two starts of a process and the life of a lease lie in it: on a slow machine more than the usual time of a test.
  it('takes a retry over that was killed in the middle, once its lease has run out', LONG, async () => {
    const first = await start(SHORT_LEASES, ['--import', './test/support/slow.processor.mjs'], UNBUNDLED);
    const { body } = await deliver(first.url, { event_id: 'e', payload: { slow: true } });
    const lost = api(first.url, `/events/${body.trace_id}/retry`).catch(() => 'connection lost');
    const show = (url: string) => api(url, `/events/${body.trace_id}`, undefined, 'GET');
    await expect.poll(async () => (await show(first.url)).body.lease).not.toBeNull();
    await first.end('SIGKILL');
    expect(await lost).toBe('connection lost');

    const second = await start(SHORT_LEASES);
    expect((await api(second.url, `/events/${body.trace_id}/retry`)).status).toBe(409);
    await expect
      .poll(async () => (await api(second.url, `/events/${body.trace_id}/retry`)).status, {
        timeout: 20_000,
        interval: 250,
      })
      .toBe(200);
    const { body: record } = await show(second.url);
    expect(record).toMatchObject({ retry_count: 2, lease: null });
    expect(record.attempts).toMatchObject([
      {},
      { error_code: 'worker_lost' },
      { error_code: 'validation_failed' },
    ]);
  });

  it('answers what has begun before it ends with 0 on SIGTERM', async () => {
    const service = await start();
    const bodies = Array.from({ length: 50 }, (_, i) => ({ event_id: `e${i}`, payload: {} }));
    const answers = Promise.all(bodies.map((body) => deliver(service.url, body).catch(() => null)));
    await expect.poll(() => service.output()).toContain('dead_lettered');
    expect(await service.end('SIGTERM')).toBe(0);
    const acknowledged = (await answers).filter((answer) => answer?.status === 200);
    expect(service.output()).toContain('"event":"stopped"');

    const again = await start();
    const { body } = await api(again.url, '/events?limit=100', undefined, 'GET');
    const kept = new Set(body.items.map(({ key }) => /DLQ-[0-9a-f-]+/.exec(key)![0]));
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const answer of acknowledged) expect(kept).toContain(answer!.body.trace_id);
  });

  it('answers 500 where the disk takes no more, and breaks nothing', async () => {
    // A file size limit fails a write in its middle as a full disk does, without needing one.
    const limited = `trap '' XFSZ; ulimit -f 16; exec "$0" "$@"`;
    const service = await startService({ ...env, DLQ_BUCKET: '' }, [], ['bash', '-c', limited]);
    services.push(service);
    const fits = await deliver(service.url, { event_id: 'small', payload: {} });
    const large = { event_id: 'large', payload: { text: 'x'.repeat(100_000) } };
    expect((await deliver(service.url, large)).body).toMatchObject({ status: 500, code: 'not_stored' });
    expect((await deliver(service.url, { event_id: 'next', payload: {} })).status).toBe(200);
    const { body } = await api(service.url, '/events', undefined, 'GET');
    expect(body.items.map(({ status }) => status)).toEqual(['parked', 'parked']);
    expect((await api(service.url, `/events/${fits.body.trace_id}/retry`)).status).toBe(200);
  });

  it('lives on when a processor forgets to wait for a promise that fails', async () => {
    const service = await start({}, ['--import', './test/support/careless.processor.mjs'], UNBUNDLED);
    await deliver(service.url, { event_id: 'e', payload: { careless: true } });
    await expect.poll(() => service.output()).toContain('"event":"unhandled_rejection"');
    expect(service.output()).toContain('nobody waits for this');
    expect((await deliver(service.url, { event_id: 'next', payload: { interaction_id: 1 } })).status).toBe(
      200,
    );
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('listens on an IPv6 address in brackets, as a URL has it', async () => {
    const service = await start({ HOST: '[::1]' });
    expect(new URL(service.url).hostname).toBe('[::1]');
    expect((await send(`${service.url}/health/live`)).status).toBe(200);
  });

  it('refuses to start with a bad environment, naming every variable and no value', async () => {
    const failed = await startService({ ...env, PORT: 'http', MAX_BODY_BYTES: 'lots' }).catch(String);
    expect(failed).toContain('PORT: expected');
    expect(failed).toContain('MAX_BODY_BYTES: expected');
    expect(failed).not.toContain('lots');
  });

  it('keeps the operator API closed where others can reach it', async () => {
    const service = await start({ HOST: '0.0.0.0' });
    const url = service.url.replace('0.0.0.0', '127.0.0.1').replace('[::]', '127.0.0.1');
    const statuses = await Promise.all(
      ['/api/v1/dlq/events', '/docs', '/metrics', '/version', '/health/live', '/health/ready'].map(
        async (path) => (await send(url + path)).status,
      ),
    );
    expect(statuses).toEqual([403, 403, 403, 403, 200, 200]);
    expect((await deliver(url, { event_id: 'e', payload: { interaction_id: 1 } })).status).toBe(200);
    const odd = await send(`${url}/Webhook/cxone-data-actions/`, {
      method: 'POST',
      body: '{"event_id":"e"}',
    });
    expect(odd.status).toBe(200);
    const open = await start({
      HOST: '0.0.0.0',
      ALLOW_UNAUTHENTICATED_API: 'true',
      DATA_DIR: `${dataDir}/2`,
    });
    const answer = await api(open.url.replace('0.0.0.0', '127.0.0.1'), '/events', undefined, 'GET');
    expect(answer.status).toBe(200);
  });
});
