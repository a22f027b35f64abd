/**
 * How long the slowest deliveries wait, over 64 connections, without and beside a draining backlog:
 *
 *   npm run bench:tail [-- --seconds 60 --backlog 50000 --kind good]
 *
 * S3 answers after 20 ms. The load sends as fast as it is answered, so the service has no idle moment.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fillBacklog } from './backlog.mjs';
import { machine, table } from './harness.mjs';
import { sendLoad } from './send-load.mjs';
import { startService, until } from './service-under-test.mjs';
import { startStub } from './start-stub.mjs';
import { CONNECTIONS, takeIn } from './take-in.mjs';

const LATENCY_MS = 20;
const WARM_UP = 5_000;
const LISTED_WITHIN_MS = 300_000;
const WATCHED_EVERY_MS = 250;

/**
 * @typedef {{ perSecond: number, p50: number, p99: number, max: number }} Waits latencies in milliseconds
 *
 * @param {import('./start-stub.d.mjs').Stub} stub
 * @param {{ seconds: number, backlog: number, kind?: 'good' | 'failing', build?: string }} options
 * @returns {Promise<{ quiet: Waits, beside: Waits }>} `beside` ends early where the backlog does
 */
export async function tail(stub, { seconds, backlog, kind = 'good', build }) {
  await stub.control({ latency_ms: 0, clear: true });
  await fillBacklog(stub.url, backlog);
  await stub.control({ latency_ms: LATENCY_MS });
  const load = { kind, seconds };
  const quiet = await startedOn(stub, build, 'false');
  const without = await takeIn(quiet, load);
  await quiet.stop();

  const draining = await startedOn(stub, build, 'true');
  const before = await drainedOf(stub);
  if (before > backlog * 0.9)
    throw new Error('the backlog drained before the load began: expected a larger one');
  const ended = new AbortController();
  const watch = setInterval(() => void endWhenDrained(stub, backlog, ended), WATCHED_EVERY_MS);
  const beside = await takeIn(draining, { ...load, signal: ended.signal });
  clearInterval(watch);
  if ((await drainedOf(stub)) === before) throw new Error('nothing was drained meanwhile');
  await draining.stop();
  return { quiet: without, beside };
}

/** The last few take less than a moment, and are left out. */
async function endWhenDrained(stub, backlog, ended) {
  if ((await drainedOf(stub)) >= backlog * 0.98) ended.abort();
}

async function startedOn(stub, build, sweeps) {
  const more = { CATALOG_POLL_MS: '3600000', RETRY_SWEEP_CRON: '* * * * * *', RETRY_SWEEP_ENABLED: sweeps };
  const service = await startService(stub.url, more, build);
  await until(() => service.linesWith('catalog_ready').length > 0, LISTED_WITHIN_MS);
  await sendLoad(service.url, { count: WARM_UP, connections: CONNECTIONS });
  return service;
}

/** A retry that passes deletes one record, and nothing else deletes any. */
async function drainedOf(stub) {
  return (await stub.counts()).requests.DELETE ?? 0;
}

/** @param {{ quiet: Waits, beside: Waits }} waits */
export function tailTable({ quiet, beside }) {
  const row = (name, { perSecond, p50, p99, max }) => [name, p99 / p50, p50, p99, max, perSecond];
  const ratio = (of) => beside[of] / quiet[of];
  return table(
    ['', 'p99 / p50', 'p50, ms', 'p99, ms', 'longest, ms', 'events a second'],
    [
      ['without a backlog', ...row('', quiet).slice(1)],
      ['beside a draining backlog', ...row('', beside).slice(1)],
      ['beside / without', ratio('p99') / ratio('p50'), ...['p50', 'p99', 'max', 'perSecond'].map(ratio)],
    ],
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      backlog: { type: 'string', default: '50000' },
      kind: { type: 'string', default: 'good' },
    },
  });
  const stub = await startStub();
  const [seconds, backlog] = [Number(values.seconds), Number(values.backlog)];
  const waits = await tail(stub, { seconds, backlog, kind: values.kind });
  await stub.stop();
  console.log(
    `${machine()}; ${values.kind} events for ${seconds} s, ${CONNECTIONS} connections, ` +
      `${backlog} dead letters, S3 after ${LATENCY_MS} ms\n\n${tailTable(waits)}`,
  );
}
