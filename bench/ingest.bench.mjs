import { measure } from './harness.mjs';
import { storeCaller } from './s3-clients.mjs';
import { sendLoad } from './send-load.mjs';
import { startProcess, startService, until } from './service-under-test.mjs';
import { CONNECTIONS, takeIn } from './take-in.mjs';

/** The least number of events before those that count: code is compiled for events meanwhile. */
const WARM_UP = 3_000;

/** Nothing but events is to be measured. */
const NO_LISTING = { CATALOG_POLL_MS: '3600000' };

/**
 * Failing events, each of them a record in S3 before its answer.
 *
 * @param {{ count: number, latencyMs: number, build?: string }} options `build`: the directory of another build
 */
export async function failingEvents(stub, { count, latencyMs, build }) {
  await stub.control({ latency_ms: latencyMs, clear: true });
  return measured(await startService(stub.url, NO_LISTING, build), { kind: 'failing', count });
}

/** Good events on the embedded store, which they do not touch. @param {{ count: number, build?: string }} options */
export async function goodEvents({ count, build }) {
  return measured(await startService(null, {}, build), { kind: 'good', count });
}

/** Baseline (c): the same good events into Express, which parses the same body and answers the same. */
export async function goodEventsIntoExpress({ count }) {
  return measured(await startBaseline('bench/express-baseline.mjs'), { kind: 'good', count });
}

/** The same into the HTTP server of Node without a framework: the least that a service on Node can cost. */
export async function goodEventsIntoHttp({ count }) {
  return measured(await startBaseline('bench/http-baseline.mjs'), { kind: 'good', count });
}

/** The same where that server works for some microseconds on each event. The figures are without that work. */
export async function goodEventsIntoBusyHttp({ count, burntUs }) {
  const env = { BURNT_US: String(burntUs) };
  const figures = await measured(await startBaseline('bench/http-baseline.mjs', env), {
    kind: 'good',
    count,
  });
  return { ...figures, cpuMs: figures.cpuMs - burntUs / 1_000 };
}

/** The signed PUT of a record's size by the service's own client, and nothing else. */
export async function barePuts(stub, { count, latencyMs }) {
  await stub.control({ latency_ms: latencyMs, clear: true });
  const caller = storeCaller(stub.url);
  const body = Buffer.from('x'.repeat(2_000));
  const keyOf = (i) => `dlq/year=2026/month=11/day=24/hour=10/DLQ-1795486227405-${i}.json`;
  const put = (i) => caller.put(keyOf(i), body);
  await measure(warmUp(count), CONNECTIONS, put);
  const { perSecond, cpuMicros } = await measure(count, CONNECTIONS, (i) => put(i + WARM_UP));
  await caller.close();
  return { perSecond, cpuMs: cpuMicros / 1_000 };
}

/** From the start of the process to `/health/ready`, on an empty embedded store, milliseconds. */
export async function startUp() {
  const before = performance.now();
  const service = await startService(null);
  await until(async () => (await fetch(`${service.url}/health/ready`)).ok);
  const ms = performance.now() - before;
  await service.stop();
  return ms;
}

function startBaseline(file, env = {}) {
  return startProcess([file], env, /listening on (\S+)/);
}

async function measured(server, load) {
  // A first event may be refused where the machine is busy: code is compiled and connections are made meanwhile.
  await sendLoad(server.url, { ...load, count: warmUp(load.count), connections: CONNECTIONS });
  const figures = await takeIn(server, load);
  await server.stop();
  return figures;
}

function warmUp(count) {
  return Math.min(count, WARM_UP);
}
