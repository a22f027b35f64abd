import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { GateProcessor } from '../support/gate-processor.js';
import { deliver, send } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { RedisServer } from '../support/redis-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 10;
const SWEEPS = { RETRY_SWEEP_ENABLED: 'true', RETRY_SWEEP_CRON: '* * * * * *' };

/** Spoils the queue whose keys begin with `queue`. */
type Poison = (client: Redis, queue: string) => Promise<unknown>;

const WRONG_TYPE = ['wait', 'active', 'meta', 'events', 'delayed', 'marker', 'stalled-check', 'completed'];
const KINDS: ReadonlyArray<readonly [string, Poison]> = [
  ...WRONG_TYPE.map(
    (key) =>
      [
        `a ${key} of the wrong type`,
        async (client: Redis, queue: string) => {
          await client.del(`${queue}:${key}`);
          await (key === 'wait' || key === 'active'
            ? client.set(`${queue}:${key}`, 'x')
            : client.rpush(`${queue}:${key}`, 'x'));
        },
      ] as const,
  ),
  ['ids of jobs that are not there', (client, queue) => client.lpush(`${queue}:wait`, '1', '2', 'DLQ-x')],
  ['active jobs that nobody has', (client, queue) => client.lpush(`${queue}:active`, 'a', 'b', 'c', 'd')],
  ['a job that is no JSON', (client, queue) => writeJob(client, queue, { data: '{no' })],
  ['a job whose options are no JSON', (client, queue) => writeJob(client, queue, { opts: '{no' })],
  ['a job of somebody else', (client, queue) => writeJob(client, queue, { data: '{"a":1}', name: 'mail' })],
];

async function writeJob(client: Redis, queue: string, fields: Record<string, string>): Promise<void> {
  const job = {
    name: 'retry',
    data: '{}',
    opts: '{"attempts":0}',
    timestamp: '1',
    delay: '0',
    priority: '0',
  };
  await client.hset(`${queue}:77`, { ...job, ...fields });
  await client.lpush(`${queue}:wait`, '77');
  await client.zadd(`${queue}:marker`, 0, '0');
}

describe('a queue that somebody else has written into', () => {
  let redis: RedisServer;
  let service: TestApp;
  let gate: GateProcessor;
  let store: MemoryObjectStore;

  beforeEach(async () => {
    redis = await RedisServer.prepare();
    await redis.start();
    gate = new GateProcessor();
    gate.verdict = 'transient';
    store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({
      store,
      processor: gate,
      env: {
        ...SWEEPS,
        DLQ_BUCKET: 'bucket',
        AWS_REGION: 'us-east-1',
        REDIS_URL: redis.url,
        RETRY_CONCURRENCY: '4',
        RETRY_BASE_DELAY_MS: '1',
        RETRY_MAX_DELAY_MS: '1',
        RETRY_MAX_ATTEMPTS: '1000',
        BREAKER_FAILURES: '0',
      },
    });
  });

  afterEach(async () => {
    await service.close();
    await redis.dispose();
  });

  const queueKey = () =>
    redis.ask(async (client) => (await client.keys('*:retries-*:meta'))[0]?.replace(/:meta$/, ''));

  it.each(KINDS)('is told and recovers: %s', { timeout: 120_000 }, async (_, poison) => {
    await expect.poll(queueKey, { timeout: 10_000 }).toBeTruthy();
    const queue = (await queueKey())!;
    await redis.ask((client) => poison(client, queue));
    for (let nth = 0; nth < EVENTS; nth++) {
      const { status } = await deliver(service.url, { event_id: `e${nth}`, schema_version: 'test' });
      expect(status).toBe(200);
    }
    gate.verdict = 'pass';
    await expect.poll(() => store.records, { timeout: 90_000 }).toBe(0);
    expect(gate.mostAtOnce).toBe(1);
    const lines = (event: string) => service.log.lines.filter((line) => line.event === event);
    // An attempt that ended meanwhile may meet what was spoilt once more.
    expect(lines('redis_unavailable').length).toBeLessThanOrEqual(3);
    await expect
      .poll(async () => (await send(`${service.url}/health/ready`)).body.status, { timeout: 45_000 })
      .toBe('ok');
  });
});
