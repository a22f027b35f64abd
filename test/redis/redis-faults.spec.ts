import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { RedisServer } from '../support/redis-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 40;
const CALL_TIMEOUT_MS = 300;

describe('a service whose Redis fails', () => {
  let redis: RedisServer;
  let service: TestApp;
  let gate: GateProcessor;
  let store: MemoryObjectStore;
  let nth = 0;

  beforeEach(async () => {
    redis = await RedisServer.prepare();
    gate = new GateProcessor();
    gate.verdict = 'transient';
    store = new MemoryObjectStore(new SystemClock());
  });

  afterEach(async () => {
    redis.resume();
    await service.close();
    await redis.dispose();
  });

  const start = async (env: Record<string, string> = {}) => {
    service = await startTestApp({
      store,
      processor: gate,
      env: {
        DLQ_BUCKET: 'bucket',
        AWS_REGION: 'us-east-1',
        REDIS_URL: redis.url,
        RETRY_BASE_DELAY_MS: '1',
        RETRY_MAX_DELAY_MS: '1',
        RETRY_MAX_ATTEMPTS: '1000',
        BREAKER_FAILURES: '0',
        ...env,
      },
      settings: { redis: { callTimeoutMs: CALL_TIMEOUT_MS } },
    });
  };

  /** Hands events in, which all are kept. */
  const fail = async (count = EVENTS) => {
    const before = store.records;
    const answers = await Promise.all(
      Array.from({ length: count }, () =>
        deliver(service.url, { event_id: `e${nth++}`, schema_version: 'test' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(store.records).toBe(before + count);
  };

  const redisCheck = async () => {
    const { status, body } = await send(`${service.url}/health/ready`);
    return { status, ready: body.status, redis: (body.checks as Record<string, { status: string }>).redis };
  };
  const lines = (event: string) => service.log.lines.filter((line) => line.event === event);
  const sweep = () => service.app.get(SweepService).sweep();
  const isDegraded = async () =>
    await expect.poll(redisCheck, { timeout: 10_000 }).toMatchObject({
      status: 200,
      ready: 'degraded',
      redis: { status: 'degraded', detail: expect.any(String) },
    });
  const isWell = async () =>
    await expect
      .poll(redisCheck, { timeout: 10_000 })
      .toMatchObject({ status: 200, redis: { status: 'ok' } });
  /** By its own sweeps, with nothing processed twice at once. */
  const drains = async () => {
    gate.verdict = 'pass';
    await expect.poll(() => store.records, { timeout: 30_000 }).toBe(0);
    expect(gate.mostAtOnce).toBe(1);
  };
  const SWEEPS = { RETRY_SWEEP_ENABLED: 'true', RETRY_SWEEP_CRON: '* * * * * *' };

  it('fills the queue again after a flush', async () => {
    await redis.start();
    await start({ RETRY_CONCURRENCY: '2' });
    await fail();
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    gate.runs.length = 0;
    expect(await sweep()).toMatchObject({ due: EVENTS, dispatched: EVENTS });
    await expect.poll(() => gate.runs.length, { timeout: 10_000 }).toBe(2);
    await redis.ask((client) => client.flushall());
    gate.verdict = 'pass';
    open();
    gate.hold = undefined;
    await expect.poll(() => store.records).toBe(EVENTS - 2);
    await expect
      .poll(async () => (await sweep()) && store.records, { timeout: 30_000, interval: 200 })
      .toBe(0);
    expect(gate.mostAtOnce).toBe(1);
  });

  it('keeps its limits over a flush', async () => {
    await redis.start();
    await start({ RETRY_CONCURRENCY: '3' });
    await redis.ask((client) => client.flushall());
    const limit = () =>
      redis.ask(async (client) => {
        const [key] = await client.keys('{cxone-dlq}:retries-*:meta');
        return key === undefined ? null : client.hget(key, 'concurrency');
      });
    await expect.poll(limit, { timeout: 10_000 }).toBe('3');
  });

  it('waits while it is gone, keeps events, lets people retry, and goes on by itself', async () => {
    await redis.start();
    await start(SWEEPS);
    await isWell();
    await redis.kill();
    await isDegraded();
    await fail();
    const waiting = [...store.objects.keys()].find((key) => key.startsWith('dlq/'));
    gate.runs.length = 0;
    expect(await sweep()).toMatchObject({ dispatched: 0, processed: 0, failed: 0, held: EVENTS });
    expect(gate.runs).toEqual([]);
    gate.verdict = 'pass';
    expect((await api(service.url, '/retry', { limit: 5 })).body.processed).toHaveLength(5);
    expect(store.objects.has(waiting!)).toBe(false);
    await redis.start();
    await drains();
    await isWell();
    expect(lines('redis_unavailable')).toHaveLength(1);
    expect(lines('redis_unavailable')[0]!.fields.reason).toMatch(/ECONNREFUSED|ECONNRESET/);
    expect(lines('redis_available')).toHaveLength(1);
  });

  it('loses nothing when it is killed in mid-sweep', async () => {
    await redis.start();
    await start({ ...SWEEPS, RETRY_CONCURRENCY: '4' });
    await fail();
    gate.verdict = 'pass';
    await expect.poll(() => store.records, { timeout: 10_000 }).toBeLessThan(EVENTS);
    await redis.kill();
    await isDegraded();
    await redis.start();
    await drains();
  });

  it.each(['stopped where it stands', 'full'])('treats one that is %s as gone', async (how) => {
    await redis.start();
    await start(SWEEPS);
    await isWell();
    if (how === 'full') await redis.ask((client) => client.config('SET', 'maxmemory', '1'));
    else redis.pause();
    await isDegraded();
    await fail();
    // One call waits in vain, and not one for each event.
    const before = performance.now();
    await sweep();
    expect(performance.now() - before).toBeLessThan(5 * CALL_TIMEOUT_MS);
    if (how === 'full') await redis.ask((client) => client.config('SET', 'maxmemory', '0'));
    else redis.resume();
    await drains();
    expect(lines('redis_unavailable')).toHaveLength(1);
    expect(lines('redis_available')).toHaveLength(1);
  });

  it('starts without it, and makes use of it when it is there', async () => {
    await start(SWEEPS);
    await isDegraded();
    await fail();
    await redis.start();
    await drains();
    expect(lines('redis_unavailable')).toHaveLength(1);
  });

  it.each(['gone', 'stopped where it stands'])('ends in time while it is %s', async (how) => {
    await redis.start();
    await start();
    await isWell();
    if (how === 'gone') await redis.kill();
    else redis.pause();
    const before = performance.now();
    await service.close();
    expect(performance.now() - before).toBeLessThan(10_000);
    redis.resume();
    await redis.kill();
    await redis.start();
    await start();
  });
});
