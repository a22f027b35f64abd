/**
 * The CPU that one process spends on an event: a good one, a failing one, a drained one, beside Express and the HTTP server
 * of Node with the same body, and beside the signed PUT alone, in one run. Only the CPU of the process itself counts, so
 * other work on the machine changes little.
 *
 *   npm run bench:cpu [-- --events 50000 --drained 10000 --rounds 1 --only good,failing]
 *
 * `BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=DIRECTORY"` profiles the service; then
 * `node bench/profile-top.mjs FILE` tells what took the time.
 */
import { parseArgs } from 'node:util';
import { sweep } from './drain.bench.mjs';
import { machine, median, table } from './harness.mjs';
import {
  barePuts,
  failingEvents,
  goodEvents,
  goodEventsIntoBusyHttp,
  goodEventsIntoExpress,
  goodEventsIntoHttp,
} from './ingest.bench.mjs';
import { startStub } from './start-stub.mjs';
import { CONNECTIONS } from './take-in.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    drained: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '1' },
    only: { type: 'string', default: 'http,busy-http,express,put,good,failing,drained' },
  },
});
const count = Number(values.events);
const stub = await startStub();

/** So many good events for each of `--events`: more of them than the service remembers (100,000), as after a day. */
const GOOD_FOR_EACH = 3;

/** About what the service's own code takes for a good event, microseconds. */
const BURNT_US = 80;

/** @type {Record<string, () => Promise<{ cpuMs: number, peak?: number }>>} */
const contenders = {
  http: () => goodEventsIntoHttp({ count }),
  'busy-http': () => goodEventsIntoBusyHttp({ count, burntUs: BURNT_US }),
  express: () => goodEventsIntoExpress({ count }),
  put: () => barePuts(stub, { count, latencyMs: 0 }),
  good: () => goodEvents({ count: GOOD_FOR_EACH * count }),
  failing: () => failingEvents(stub, { count, latencyMs: 0 }),
  drained: () => sweep(stub, { events: Number(values.drained), latencyMs: 0 }),
};

const NAMES = {
  http: 'the HTTP server of Node with the same body',
  'busy-http': `the same where it works ${BURNT_US} us on each event, without that work`,
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
  `${machine()}; ${count} events (${GOOD_FOR_EACH * count} good ones, ${values.drained} drained), ${CONNECTIONS} connections, 1.5 kB, S3 stub without ` +
    `latency; median of ${values.rounds}\n\n` +
    `${table(['', 'to Express', 'to the PUT', 'ms of CPU', 'peak MiB'], rows)}\n`,
);
