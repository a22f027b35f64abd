import { fillBacklog, storeOn } from './backlog.mjs';
import { measure, median } from './harness.mjs';
import { cpuMsOf } from './process-figures.mjs';
import { sdkCaller, storeCaller } from './s3-clients.mjs';
import { startService, until } from './service-under-test.mjs';

export const CONCURRENCY = 64;

/** A sample of the sequential loop is enough, because each event takes the same time. */
const SEQUENTIAL = 150;

/**
 * How fast a backlog drains through an S3 that takes a while, beside what the client alone allows.
 *
 * @param {{ url: string, control: (wish: object) => Promise<unknown>, counts: () => Promise<any> }} stub
 * @param {{ events: number, latencyMs: number, rounds: number }} options
 */
export async function drain(stub, { events, latencyMs, rounds }) {
  const figures = { sequential: [], sdk: [], store: [], service: [], requests: [] };
  for (let round = 0; round < rounds; round++) {
    figures.sequential.push(await sequentialLoop(stub, latencyMs));
    figures.sdk.push(await bareCalls(stub, sdkCaller(stub.url), events, latencyMs));
    figures.store.push(await bareCalls(stub, storeCaller(stub.url), events, latencyMs));
    const { perSecond, requests } = await sweep(stub, events, latencyMs);
    figures.service.push(perSecond);
    figures.requests.push(requests);
  }
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
}

async function fresh(stub, events, latencyMs, dueInMs = 0) {
  await stub.control({ latency_ms: 0, clear: true });
  await fillBacklog(stub.url, events, dueInMs);
  await stub.control({ latency_ms: latencyMs });
}

/** Baseline (a): get, process, delete, one after the other, with the service's own client. */
async function sequentialLoop(stub, latencyMs) {
  await fresh(stub, SEQUENTIAL, latencyMs);
  const store = storeOn(stub.url);
  const { entries } = await store.list({ prefix: 'dlq/', limit: SEQUENTIAL });
  const { perSecond } = await measure(entries.length, 1, async (i) => {
    const read = await store.get(entries[i].key);
    await store.remove(entries[i].key, { ifMatch: read.object.etag });
  });
  await store.close();
  return perSecond;
}

/** Baseline (b): the three calls of a retry alone, with the concurrency of the service. */
async function bareCalls(stub, caller, events, latencyMs) {
  await stub.control({ latency_ms: latencyMs, clear: true });
  const body = Buffer.from('x'.repeat(1_200));
  const keyOf = (i) => `dlq/year=2026/month=11/day=24/hour=10/${i}.json`;
  const { perSecond } = await measure(events, CONCURRENCY, async (i) => {
    const etag = await caller.put(keyOf(i), body);
    await caller.get(keyOf(i));
    await caller.remove(keyOf(i), etag);
  });
  await caller.close();
  return perSecond;
}

/**
 * The backlog becomes due after the service knows it, so that the first listing is not measured.
 *
 * @returns events a second, the calls to S3 for each, and the service's CPU for each, milliseconds
 */
export async function sweep(stub, events, latencyMs) {
  await fresh(stub, events, latencyMs, 8_000 + 3 * events);
  const service = await startService(stub.url, {
    RETRY_SWEEP_ENABLED: 'true',
    RETRY_SWEEP_CRON: '* * * * * *',
    RETRY_CONCURRENCY: String(CONCURRENCY),
    CATALOG_POLL_MS: '3600000',
  });
  const sweeps = () =>
    service
      .output()
      .split('\n')
      .filter((line) => line.includes('"sweep_finished"'))
      .map((line) => JSON.parse(line));
  const drained = () => sweeps().reduce((sum, { processed }) => sum + processed, 0);
  // A listing of 100,000 objects takes minutes on a machine that is busy.
  await until(() => service.output().includes('"catalog_ready"'), 300_000);
  if (drained() > 0) throw new Error('the backlog was due before it was known');
  const cpuBefore = cpuMsOf(service.pid);
  await until(() => drained() >= events, 600_000);
  const cpuMs = (cpuMsOf(service.pid) - cpuBefore) / events;
  const { requests } = await stub.counts();
  const ms = sweeps().reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  await service.stop();
  const calls = (requests.GET + requests.PUT + requests.DELETE) / events;
  return { perSecond: (events / ms) * 1_000, requests: calls, cpuMs };
}
