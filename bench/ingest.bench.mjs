import { fillBacklog } from './backlog.mjs';
import { measure, median } from './harness.mjs';
import { storeCaller } from './s3-clients.mjs';
import { sendLoad } from './send-load.mjs';
import { startProcess, startService, until } from './service-under-test.mjs';

const CONNECTIONS = 64;

/**
 * Failing events a second, each of them a record in S3 before its answer, beside the store's PUT alone.
 *
 * @param {{ count: number, latencyMs: number, rounds: number }} options
 */
export async function failingEvents(stub, { count, latencyMs, rounds }) {
  const [service, barePut, p99] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    await stub.control({ latency_ms: latencyMs, clear: true });
    const caller = storeCaller(stub.url);
    const body = Buffer.from('x'.repeat(2_000));
    const { perSecond } = await measure(count, CONNECTIONS, (i) =>
      caller.put(`dlq/bare/${round}/${i}.json`, body),
    );
    barePut.push(perSecond);
    await caller.close();

    await stub.control({ latency_ms: latencyMs, clear: true });
    const under = await startService(stub.url, { CATALOG_POLL_MS: '3600000' });
    await sendLoad(under.url, { kind: 'failing', count: 1_000 });
    const load = await sendLoad(under.url, { kind: 'failing', count });
    if (load.statuses[200] !== count)
      throw new Error(`not all were accepted: ${JSON.stringify(load.statuses)}`);
    service.push(load.perSecond);
    p99.push(load.p99);
    await under.stop();
  }
  return { service: median(service), barePut: median(barePut), p99: median(p99) };
}

/** Good events a second, beside Express with the same body (baseline c). */
export async function goodEvents({ count, rounds }) {
  const [service, express, p99] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const baseline = await startProcess(['bench/express-baseline.mjs'], {}, /listening on (\S+)/);
    const under = await startService(null);
    for (const { url } of [baseline, under]) await sendLoad(url, { count: 2_000 });
    express.push((await sendLoad(baseline.url, { count })).perSecond);
    const load = await sendLoad(under.url, { count });
    service.push(load.perSecond);
    p99.push(load.p99);
    await baseline.stop();
    await under.stop();
  }
  return { service: median(service), express: median(express), p99: median(p99) };
}

/** What a draining backlog does to the latency of good events, 8 connections. */
export async function besideBacklog(stub, { backlog, count, rounds }) {
  const [quiet, draining] = [[], []];
  for (let round = 0; round < rounds; round++) {
    await stub.control({ latency_ms: 0, clear: true });
    await fillBacklog(stub.url, backlog);
    await stub.control({ latency_ms: 20 });
    const idle = await startService(stub.url, { CATALOG_POLL_MS: '3600000' });
    await ready(idle.url, backlog);
    await sendLoad(idle.url, { count: 2_000, connections: 8 });
    quiet.push((await sendLoad(idle.url, { count, connections: 8 })).p99);
    await idle.stop();

    const busy = await startService(stub.url, {
      CATALOG_POLL_MS: '3600000',
      RETRY_SWEEP_ENABLED: 'true',
      RETRY_SWEEP_CRON: '* * * * * *',
    });
    await ready(busy.url, 1);
    await sendLoad(busy.url, { count: 2_000, connections: 8 });
    draining.push((await sendLoad(busy.url, { count, connections: 8 })).p99);
    if ((await stub.counts()).objects === 0)
      throw new Error('the backlog was too small to be still draining');
    await busy.stop();
  }
  return { quiet: median(quiet), draining: median(draining) };
}

/** From the start of the process to `/health/ready`, on an empty embedded store, milliseconds. */
export async function startUp({ rounds }) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    const service = await startService(null);
    await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
    times.push(performance.now() - before);
    await service.stop();
  }
  return median(times);
}

async function ready(url, records) {
  await until(async () => {
    const { catalog } = await (await fetch(`${url}/api/v1/dlq/stats`)).json();
    return catalog.records >= records;
  }, 300_000);
}
