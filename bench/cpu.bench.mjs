/**
 * The CPU that one process spends on an event: a good one, a failing one, a drained one, beside Express with the same
 * body and the signed PUT alone, in one run. Only the CPU of the process itself counts, so other work on the machine
 * changes little.
 *
 *   npm run bench:cpu [-- --events 50000 --drained 10000 --rounds 1 --only good,failing]
 *
 * `BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=DIRECTORY"` profiles the service; then
 * `node bench/profile-top.mjs FILE` tells what took the time.
 */
import { parseArgs } from 'node:util';
import { sweep } from './drain.bench.mjs';
import { machine, measure, median, table } from './harness.mjs';
import { cpuMsOf, memoryOf } from './process-figures.mjs';
import { storeCaller } from './s3-clients.mjs';
import { sendLoad } from './send-load.mjs';
import { startProcess, startService } from './service-under-test.mjs';
import { startStub } from './start-stub.mjs';

const CONNECTIONS = 64;
const WARM_UP = 5_000;
/** Microseconds to milliseconds. */
const MICROS = 1_000;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    drained: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string', default: 'express,put,good,failing,drained' },
  },
});
const events = Number(values.events);
const stub = await startStub();

/** @type {Record<string, () => Promise<{ cpuMs: number, peak?: number }>>} */
const contenders = {
  express: async () => loaded(await startProcess(['bench/express-baseline.mjs'], {}, /listening on (\S+)/)),
  put: putAlone,
  good: async () => loaded(await startService(stub.url)),
  failing: async () => loaded(await startService(stub.url, { CATALOG_POLL_MS: '3600000' }), 'failing'),
  drained: () => sweep(stub, Number(values.drained), 0),
};

/** CPU for each of many events that are sent to a server over 64 connections. */
async function loaded(server, kind = 'good') {
  const send = async (count) => {
    const { statuses } = await sendLoad(server.url, { kind, count, connections: CONNECTIONS });
    // On a very busy machine a write is not confirmed in time now and then.
    const taken = statuses[200] ?? 0;
    if (taken < count * 0.999) throw new Error(`not all were accepted: ${JSON.stringify(statuses)}`);
  };
  await send(WARM_UP);
  const before = cpuMsOf(server.pid);
  await send(events);
  const cpuMs = (cpuMsOf(server.pid) - before) / events;
  const { peak } = memoryOf(server.pid);
  await server.stop();
  return { cpuMs, peak };
}

/** A signed PUT of a record's size by the service's own client, and nothing else. */
async function putAlone() {
  const caller = storeCaller(stub.url);
  const body = Buffer.from('x'.repeat(2_000));
  const keyOf = (i) => `dlq/year=2026/month=11/day=24/hour=10/DLQ-1795486227405-${i}.json`;
  const put = (i) => caller.put(keyOf(i), body);
  await measure(WARM_UP, CONNECTIONS, put);
  const { cpuMicros } = await measure(events, CONNECTIONS, (i) => put(i + WARM_UP));
  await caller.close();
  return { cpuMs: cpuMicros / MICROS };
}

const NAMES = {
  express: 'Express with the same body',
  put: 'the signed PUT alone',
  good: 'a good event',
  failing: 'a failing event',
  drained: 'a drained event',
};
const chosen = values.only.split(',');
const results = Object.fromEntries(chosen.map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of chosen) {
    await stub.control({ latency_ms: 0, clear: true });
    process.stderr.write(`round ${round + 1}: ${name}\n`);
    results[name].push(await contenders[name]());
  }
}
await stub.stop();

const cpuOf = (name) => median(results[name].map(({ cpuMs }) => cpuMs));
const beside = (name, baseline) =>
  chosen.includes(baseline) ? (cpuOf(name) / cpuOf(baseline)).toFixed(2) : '-';
const rows = chosen.map((name) => {
  const peaks = results[name].flatMap(({ peak }) => peak ?? []);
  const peak = peaks.length === 0 ? '-' : Math.max(...peaks).toFixed(0);
  return [NAMES[name], beside(name, 'express'), beside(name, 'put'), cpuOf(name).toFixed(3), peak];
});
process.stdout.write(
  `${machine()}; ${events} events (${values.drained} drained), ${CONNECTIONS} connections, 1.5 kB, S3 stub without ` +
    `latency; median of ${values.rounds}\n\n` +
    `${table(['', 'to Express', 'to the PUT', 'ms of CPU', 'peak MiB'], rows)}\n`,
);
