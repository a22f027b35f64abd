/**
 * Failing events with all cores for each: the service with two workers, and with one, beside a Go program that does for an
 * event what the service must, and nothing more (bench/go-baseline/main.go), and beside Express with the service's client.
 *
 *   npm run bench:go [-- --events 50000 --warm-up 30000 --rounds 2 --compare main]
 *
 * It runs on Node 24. The load and the S3 stub share the cores with both. `--compare` has the build of another revision
 * take its turns as well.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildOf } from './build-of-revision.mjs';
import { machine, median, runInTurn, table } from './harness.mjs';
import { cpuMsOfTree } from './process-figures.mjs';
import { sendLoad } from './send-load.mjs';
import { startCommand, startProcess, startService, until } from './service-under-test.mjs';
import { startStub } from './start-stub.mjs';
import { CONNECTIONS, takeIn } from './take-in.mjs';

const LATENCIES_MS = [0, 20];

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    /** V8 compiles during the first 25,000 events, and in each worker by itself: until then two cost more than one. */
    'warm-up': { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '2' },
    compare: { type: 'string' },
  },
});
const [events, rounds] = [Number(values.events), Number(values.rounds)];
const directory = mkdtempSync(join(tmpdir(), 'cxone-dlq-go-'));
const program = join(directory, 'go-baseline');
const other = values.compare === undefined ? undefined : buildOf(values.compare);
const stub = await startStub();
try {
  execFileSync('bench/go-baseline/build', [program], { stdio: ['ignore', 2, 2] });
  const rows = [];
  for (const latencyMs of LATENCIES_MS) rows.push(...(await rowsAt(latencyMs)));
  const head = [
    'failing events',
    'of Go',
    'CPU of Go',
    'events a second',
    'p50, ms',
    'p99, ms',
    'longest, ms',
  ];
  process.stdout.write(
    `${machine()}; ${events} events, ${CONNECTIONS} connections, 1.5 kB; median of ${rounds}\n\n` +
      `${table([...head, 'CPU an event, ms'], rows)}\n`,
  );
} finally {
  await stub.stop();
  other?.remove();
  rmSync(directory, { recursive: true });
}

async function rowsAt(latencyMs) {
  const env = { BUCKET: 'bench-bucket', S3_ENDPOINT: stub.url };
  const contenders = {
    Go: () => startCommand([program], env, /listening on (\S+)/),
    'the service, WORKERS=2': () => startWorkers(2),
    'the service, one process': () => startWorkers(1),
    'Express with the client of the service': () =>
      startProcess(['bench/express-put-baseline.mjs'], env, /listening on (\S+)/),
    ...(other === undefined ? {} : contendersOf(other)),
  };
  const turns = Object.entries(contenders).map(([name, start]) => [name, () => turn(start, latencyMs)]);
  const results = await runInTurn(rounds, Object.fromEntries(turns));
  const of = (name, member) => median(results[name].map((figures) => figures[member]));
  return Object.keys(contenders).map((name) => [
    `${name}, S3 at ${latencyMs} ms`,
    of(name, 'perSecond') / of('Go', 'perSecond'),
    of(name, 'cpuMs') / of('Go', 'cpuMs'),
    ...['perSecond', 'p50', 'p99', 'max', 'cpuMs'].map((member) => of(name, member)),
  ]);
}

/** The service as another revision has it, with the options of Node that this one is started with. */
function contendersOf({ commit, directory }) {
  return {
    [`${commit}, WORKERS=2`]: () => startWorkers(2, directory),
    [`${commit}, one process`]: () => startWorkers(1, directory),
  };
}

async function startWorkers(workers, build) {
  const env = { WORKERS: String(workers), CATALOG_POLL_MS: '3600000' };
  const service = await startService(stub.url, env, build);
  await until(() => service.linesWith('catalog_ready').length >= workers);
  return service;
}

async function turn(start, latencyMs) {
  await stub.control({ latency_ms: latencyMs, clear: true });
  const server = await start();
  await sendLoad(server.url, { kind: 'failing', count: Number(values['warm-up']), connections: CONNECTIONS });
  const figures = await takeIn(server, { kind: 'failing', count: events }, cpuMsOfTree);
  await server.stop();
  return figures;
}
