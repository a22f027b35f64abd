import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { GateProcessor } from '../support/gate-processor.js';
import { deliver } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { RedisServer } from '../support/redis-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a Redis that fails over', () => {
  let old: RedisServer;
  let fresh: RedisServer;
  let name: Server;
  let leadsTo: string;
  let service: TestApp;

  beforeEach(async () => {
    [old, fresh] = [await RedisServer.prepare(), await RedisServer.prepare()];
    await Promise.all([old.start(), fresh.start()]);
    leadsTo = old.url;
    name = createServer((near) => {
      const far = connect(Number(new URL(leadsTo).port), '127.0.0.1');
      near.pipe(far).pipe(near);
      near.on('error', () => {}).on('close', () => far.destroy());
      far.on('error', () => {}).on('close', () => near.destroy());
    }).listen(0, '127.0.0.1');
    await once(name, 'listening');
  });

  afterEach(async () => {
    await service.close();
    name.close();
    await Promise.all([old.dispose(), fresh.dispose()]);
  });

  it('is followed to the new primary, though the old one keeps its connections', async () => {
    const gate = new GateProcessor();
    gate.verdict = 'transient';
    const store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({
      store,
      processor: gate,
      env: {
        DLQ_BUCKET: 'bucket',
        AWS_REGION: 'us-east-1',
        REDIS_URL: `redis://127.0.0.1:${(name.address() as AddressInfo).port}`,
        RETRY_SWEEP_ENABLED: 'true',
        RETRY_SWEEP_CRON: '* * * * * *',
        RETRY_BASE_DELAY_MS: '1',
        RETRY_MAX_DELAY_MS: '1',
        RETRY_MAX_ATTEMPTS: '1000',
        BREAKER_FAILURES: '0',
      },
    });
    await deliver(service.url, { event_id: 'before', schema_version: 'test' });
    await expect.poll(() => gate.runs.length, { timeout: 10_000 }).toBeGreaterThan(2);
    leadsTo = fresh.url;
    await old.ask((client) => client.call('REPLICAOF', '127.0.0.1', new URL(fresh.url).port));
    await deliver(service.url, { event_id: 'after', schema_version: 'test' });
    gate.verdict = 'pass';
    await expect.poll(() => store.records, { timeout: 25_000 }).toBe(0);
  });
});
