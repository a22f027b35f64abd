import { fillBacklog, storeOn } from './backlog.mjs';
import { measure } from './harness.mjs';
import { cpuMsOf } from './process-figures.mjs';
import { startService, until } from './service-under-test.mjs';

export const CONCURRENCY = 64;

/** A sample of the sequential loop is enough, because each event takes the same time. */
const SEQUENTIAL = 100;

/** From the start of the service until it knows a backlog: on a quiet machine, and for each of its records. */
const KNOWN_WITHIN_MS = 8_000;
const EACH_WITHIN_MS = 1.5;

async function fresh(stub, events, latencyMs, dueInMs = 0) {
  await stub.control({ latency_ms: 0, clear: true });
  await fillBacklog(stub.url, events, dueInMs);
  await stub.control({ latency_ms: latencyMs });
}

/** Baseline (a): get, process, delete, one after the other, with the service's own client. @returns events a second */
export async function sequentialLoop(stub, { latencyMs }) {
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

/** Baseline (b): the three calls of a retry alone, with the concurrency of the service. @returns events a second */
export async function bareCalls(stub, caller, { events, latencyMs }) {
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
 * Drains a backlog by the sweep. The backlog becomes due after the service knows it, so that the first listing is not
 * measured. Where the machine was too busy for that it tries again with a later time.
 *
 * @param {import('./start-stub.d.mjs').Stub} stub
 * @param {{ events: number, latencyMs: number, build?: string }} options `build`: the directory of another build
 * @returns {Promise<{ perSecond: number, requests: number, cpuMs: number }>} for each event: calls to S3, and the
 *   service's own CPU in milliseconds
 */
export async function sweep(stub, options) {
  let dueInMs = KNOWN_WITHIN_MS + EACH_WITHIN_MS * options.events;
  for (;;) {
    const figures = await sweepOnce(stub, { ...options, dueInMs });
    if (figures !== null) return figures;
    dueInMs *= 2;
  }
}

/** @returns `null` where the backlog was due before it was known */
async function sweepOnce(stub, { events, latencyMs, build, dueInMs }) {
  await fresh(stub, events, latencyMs, dueInMs);
  const more = {
    RETRY_SWEEP_ENABLED: 'true',
    RETRY_SWEEP_CRON: '* * * * * *',
    RETRY_CONCURRENCY: String(CONCURRENCY),
    CATALOG_POLL_MS: '3600000',
  };
  const service = await startService(stub.url, more, build);
  const sweeps = () => service.linesWith('sweep_finished').map((line) => JSON.parse(line));
  const sum = (member) => sweeps().reduce((total, line) => total + line[member], 0);
  // A listing of 100,000 objects takes minutes on a machine that is busy.
  await until(() => service.linesWith('catalog_ready').length > 0, 300_000);
  if (sum('processed') > 0) {
    await service.stop();
    return null;
  }
  const cpuBefore = cpuMsOf(service.pid);
  await until(() => sum('processed') >= events, 600_000);
  const cpuMs = (cpuMsOf(service.pid) - cpuBefore) / events;
  const { requests } = await stub.counts();
  const ms = sum('duration_ms');
  await service.stop();
  const calls = (requests.GET + requests.PUT + requests.DELETE) / events;
  return { perSecond: (events / ms) * 1_000, requests: calls, cpuMs };
}
