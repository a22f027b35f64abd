/**
 * What the metrics cost: a scrape beside 1,000,000 dead letters, and the CPU of taking events in with and without them,
 * in one run.
 *
 *   npm run bench:metrics -- [--records 1000000] [--rounds 5] [--events 5000]
 *
 * Without means that the module of the metrics is not loaded. What the metrics add to an event is too little to be seen
 * beside what other programs on the machine do, so counting the facts of an event is measured alone as well.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { built } from '../scripts/built.mjs';
import { machine, median, table } from './harness.mjs';
import { sendLoad } from './send-load.mjs';

const { Catalog } = await built('catalog/catalog.js');
const { offerGauges } = await built('catalog/catalog-gauges.js');
const { makeTraceId } = await built('domain/letter/trace-id.js');
const { NO_MASKING } = await built('domain/masking/masking.js');
const { composeMetrics } = await built('metrics/compose-metrics.js');
const { SystemClock } = await built('runtime/clock.js');
const { Facts } = await built('runtime/facts.js');
const { Gauges } = await built('runtime/gauges.js');
const { SILENT_LOG: log } = await built('runtime/log/silent-log.js');

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    events: { type: 'string', default: '5000' },
  },
});
const [records, rounds, events] = ['records', 'rounds', 'events'].map((name) => Number(values[name]));

/** What the metrics may cost: CPU of a scrape, and the share of ingestion's CPU. */
const [LIMIT_MS, LIMIT_SHARE] = [10, 0.02];
const SCRAPES = 51;
const TARGETS = 100;
const NAMED = {
  tenantId: 't_1',
  errorCode: 'upstream_error',
  fingerprint: 'f',
  target: null,
  orderKey: null,
};

/** A backlog of two weeks, a quarter of it due. */
function summaryOf(n, now) {
  const at = now - ((n * 7_919) % (14 * 86_400_000));
  const name = makeTraceId(at, n.toString(16).padStart(64, '0'));
  const due = now + ((n % 4) - 1) * 600_000;
  const times = { firstFailedAt: at, failedAt: at, nextRetryAt: due, task: 'retry', taskAt: due };
  const rest = { etag: '"e"', status: 'pending', eventId: null, schemaVersion: 'v2.1', retryCount: 1 };
  return { name, ...rest, ...NAMED, ...times, error: 'HTTP 503', byHand: false, sequence: n };
}

async function scrapeCost(targets) {
  const clock = new SystemClock();
  const [facts, gauges] = [new Facts(log), new Gauges(log)];
  const retention = { resolvedMs: 0, discardedMs: 0 };
  const catalog = new Catalog({ retention, order: null, masking: NO_MASKING }, clock);
  const now = clock.now();
  for (let n = 0; n < records; n++) catalog.restore(summaryOf(n, now));
  if (catalog.size !== records) throw new Error(`the catalog has ${catalog.size} records`);
  offerGauges(gauges, { catalog, ageMs: 0 }, clock);
  const build = { version: '0', node: process.version };
  const { scrape } = composeMetrics({ facts, gauges, build, fleet: null, clock });
  const names = Array.from({ length: targets }, (_, n) => `target:t${n}`);
  facts.tell('routes_changed', { targets: names, retired: [] });
  for (const target of names) {
    for (const outcome of ['ok', 'failed']) facts.tell('delivery_ended', { target, outcome, durationMs: 12 });
  }
  const took = [];
  let lines = 0;
  for (let n = 0; n < SCRAPES; n++) {
    const [cpu, begun] = [process.cpuUsage(), performance.now()];
    const text = await scrape.text();
    const { user, system } = process.cpuUsage(cpu);
    took.push({ ms: performance.now() - begun, cpu: (user + system) / 1_000 });
    lines = text.split('\n').length;
  }
  const first = took[0].cpu;
  return { ms: median(took.map(({ ms }) => ms)), cpu: median(took.map(({ cpu }) => cpu)), first, lines };
}

async function startApp(args) {
  const dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-bench-'));
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, RETRY_SWEEP_ENABLED: 'false' };
  const child = fork('bench/metrics-app.mjs', args, { env, execArgv: ['--max-semi-space-size=32'] });
  const [{ url }] = await once(child, 'message');
  const cpu = async () => {
    child.send('cpu');
    const [answer] = await once(child, 'message');
    return answer.cpu;
  };
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url, cpu, stop };
}

/**
 * Microseconds of CPU for a good event, with and without. Of two services the one that was started first is the faster
 * one on some machines, so there are two pairs, started in either order.
 */
async function ingestionCost() {
  const micros = { with: [], without: [] };
  for (const order of [
    ['with', 'without'],
    ['without', 'with'],
  ]) {
    const apps = {};
    for (const name of order) apps[name] = await startApp(name === 'with' ? [] : ['--without']);
    for (const { url } of Object.values(apps)) await sendLoad(url, { count: 2_000 });
    const pair = { with: [], without: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? order : order.toReversed()) {
        const before = await apps[name].cpu();
        await sendLoad(apps[name].url, { count: events });
        pair[name].push(((await apps[name].cpu()) - before) / events);
      }
    }
    for (const name of order) micros[name].push(median(pair[name]));
    for (const app of Object.values(apps)) await app.stop();
  }
  return { costs: mean(micros.with), free: mean(micros.without) };
}

/** Microseconds of CPU that counting the facts of one event takes: received, and a request to the store. */
function countingCost() {
  const [facts, gauges] = [new Facts(log), new Gauges(log)];
  const build = { version: '0', node: process.version };
  composeMetrics({ facts, gauges, build, fleet: null, clock: new SystemClock() });
  const COUNT = 200_000;
  const tell = () => {
    for (let n = 0; n < COUNT; n++) {
      facts.tell('event_received', { outcome: 'processed', traceId: null, durationMs: n % 50 });
      facts.tell('store_called', { operation: 'put', outcome: 'ok', durationMs: n % 50 });
    }
  };
  tell();
  const before = process.cpuUsage();
  tell();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / COUNT;
}

/** Of two, in proportion. */
function mean([a, b]) {
  return Math.sqrt(a * b);
}

const few = await scrapeCost(1);
const many = await scrapeCost(TARGETS);
const counting = countingCost();
const good = await ingestionCost();
const share = counting / good.free;
const percent = (share) => `${(share * 100).toFixed(1)} %`;
console.log(
  `${machine()}; ${records.toLocaleString('en-US')} dead letters, medians of ${SCRAPES} scrapes.\n`,
);
console.log(
  table(
    ['a scrape', 'ms', 'ms of CPU', 'ms of CPU, the first', 'lines'],
    [
      ['1 target', few.ms, few.cpu, few.first, few.lines],
      [`${TARGETS} targets`, many.ms, many.cpu, many.first, many.lines],
    ],
  ),
);
console.log(`\n${events} good events a round, two pairs of services, medians of ${rounds} rounds.\n`);
console.log(
  table(
    ['microseconds of CPU for an event', ''],
    [
      ['with the metrics', good.costs],
      ['without', good.free],
      ['counting its facts alone', counting],
    ],
  ),
);
console.log(`\nCounting is ${percent(share)} of the CPU of an event.`);
if (few.cpu > LIMIT_MS || many.cpu > LIMIT_MS) console.error(`a scrape costs more than ${LIMIT_MS} ms`);
if (share > LIMIT_SHARE) console.error(`counting costs more than ${percent(LIMIT_SHARE)} of the CPU`);
process.exitCode = few.cpu > LIMIT_MS || many.cpu > LIMIT_MS || share > LIMIT_SHARE ? 1 : 0;
