/**
 * How long the service takes to start, and how much memory it needs, beside bare Express in the same run:
 *
 *   npm run bench:start [-- --rounds 5 --only start,memory --events 20000]
 *
 * A first start has no compiled code of an earlier one; a second start has (Node 22.1 and later). Start figures are
 * medians of the rounds; memory is measured once a round, and the worst round counts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { machine, median, table } from './harness.mjs';
import { cpuMsOf, memoryOf } from './process-figures.mjs';
import { sendLoad } from './send-load.mjs';
import { onStub, serviceCommand } from './service-under-test.mjs';
import { START_VARIABLES } from './start-command.mjs';
import { startStub } from './start-stub.mjs';
import { timedStart, timeNothing } from './timed-start.mjs';

/** The service is idle for this long before its memory is read, milliseconds. */
const IDLE_MS = 10_000;
const CONNECTIONS = 64;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'start,memory' },
    events: { type: 'string', default: '20000' },
  },
});
const rounds = Number(values.rounds);
const events = Number(values.events);
const chosen = values.only.split(',');
const stub = await startStub();

const express = () => timedStart(['bench/express-baseline.mjs'], {}, { address: /listening on (\S+)/ });

/** The service in `directory`, which has its data and the compiled code of its earlier starts. */
function service(directory, more) {
  const env = {
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    TMPDIR: directory,
    RETRY_SWEEP_ENABLED: 'false',
  };
  const server = { address: /"api":"([^"]+)\/api\/v1\/dlq"/, hasReady: true };
  return timedStart(serviceCommand(), { ...START_VARIABLES, ...env, ...more }, server);
}

async function inFreshDirectory(work) {
  const directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-start-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function firstAndSecond(name, more, results) {
  await stub.control({ latency_ms: 0, clear: true });
  await inFreshDirectory(async (directory) => {
    for (const which of ['first', 'second']) {
      const started = await service(directory, more);
      results[`${name}, ${which} start`].push(started);
      await started.stop();
    }
  });
}

async function startTable() {
  const rows = ['bare Express'];
  for (const store of ['embedded store', 'S3']) rows.push(`${store}, first start`, `${store}, second start`);
  const results = Object.fromEntries(rows.map((row) => [row, []]));
  const nothing = [];
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`start: round ${round + 1}\n`);
    nothing.push(await timeNothing());
    const baseline = await express();
    results['bare Express'].push(baseline);
    await baseline.stop();
    await firstAndSecond('embedded store', {}, results);
    await firstAndSecond('S3', onStub(stub.url), results);
  }
  const of = (row, figure) => median(results[row].map((result) => result[figure]));
  const cells = rows.map((row) => [
    row,
    of(row, 'eventMs') / of('bare Express', 'eventMs'),
    of(row, 'eventMs'),
    row === 'bare Express' ? '-' : of(row, 'readyMs').toFixed(0),
    of(row, 'cpuMs'),
  ]);
  const head = ['start', 'to bare Express', 'ms to the first event', 'ms to ready', 'ms of CPU'];
  return `\`node -e 0\` takes ${median(nothing).toFixed(0)} ms; medians of ${rounds}\n\n${table(head, cells)}`;
}

/** Idle, then under load: MiB, and the CPU of an event in milliseconds. */
async function memoryUnder(started, kind) {
  await wait(IDLE_MS);
  const idle = memoryOf(started.pid).now;
  const before = cpuMsOf(started.pid);
  const { statuses } = await sendLoad(started.url, { kind, count: events, connections: CONNECTIONS });
  const cpuMs = (cpuMsOf(started.pid) - before) / events;
  const { now, peak } = memoryOf(started.pid);
  await started.stop();
  return { idle, now, peak, cpuMs, taken: statuses[200] ?? 0 };
}

async function memoryTable() {
  const results = { express: [], service: [] };
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`memory: round ${round + 1}\n`);
    results.express.push(await memoryUnder(await express(), 'good'));
    await stub.control({ latency_ms: 0, clear: true });
    const more = { ...onStub(stub.url), CATALOG_POLL_MS: '3600000' };
    const figures = await inFreshDirectory(async (directory) =>
      memoryUnder(await service(directory, more), 'failing'),
    );
    if (figures.taken < events * 0.999)
      throw new Error(`not all were accepted: ${figures.taken} of ${events}`);
    results.service.push(figures);
  }
  const worst = (name, figure) => Math.max(...results[name].map((result) => result[figure]));
  const row = (name, text) => [
    text,
    worst(name, 'idle') / worst('express', 'idle'),
    worst(name, 'peak') / worst('express', 'peak'),
    worst(name, 'idle'),
    worst(name, 'peak'),
    worst(name, 'now'),
    median(results[name].map(({ cpuMs }) => cpuMs)),
  ];
  const head = [
    'memory',
    'idle to Express',
    'peak to Express',
    'MiB idle',
    'MiB at peak',
    'MiB at the end',
    'ms of CPU an event',
  ];
  const cells = [
    row('express', 'bare Express, good events'),
    row('service', 'the service on S3, failing events'),
  ];
  return (
    `idle for ${IDLE_MS / 1_000} s, then ${events} events over ${CONNECTIONS} connections; the worst of ${rounds}\n\n` +
    table(head, cells)
  );
}

process.stdout.write(`${machine()}; flags: ${serviceCommand().join(' ')}\n\n`);
if (chosen.includes('start')) process.stdout.write(`${await startTable()}\n\n`);
if (chosen.includes('memory')) process.stdout.write(`${await memoryTable()}\n`);
await stub.stop();
