/**
 * All benchmarks in one run, side by side with their baselines, into bench/RESULTS.md:
 *
 *   npm run bench [-- --rounds 3 --quick]
 *
 * `--quick` is for trying the benchmark itself: its figures mean little, and are only printed.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CONCURRENCY, drain } from './drain.bench.mjs';
import { machine, table } from './harness.mjs';
import { besideBacklog, failingEvents, goodEvents, startUp } from './ingest.bench.mjs';
import { writeResults } from './results-file.mjs';
import { startStub } from './start-stub.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
const size = (full, quick) => (values.quick ? quick : full);
const say = (text) => process.stderr.write(`${text}\n`);
const stub = await startStub();

say('draining a backlog');
const drains = [];
for (const latencyMs of [0, 20, 50]) {
  drains.push({ latencyMs, ...(await drain(stub, { events: size(5_000, 500), latencyMs, rounds })) });
}
say('taking failing events in');
const failing = [];
for (const latencyMs of [0, 20, 50]) {
  failing.push({
    latencyMs,
    ...(await failingEvents(stub, { count: size(10_000, 1_000), latencyMs, rounds })),
  });
}
say('taking good events in');
const good = await goodEvents({ count: size(30_000, 2_000), rounds });
say('beside a draining backlog');
const backlog = size(50_000, 5_000);
const beside = await besideBacklog(stub, { backlog, count: size(10_000, 1_000), rounds });
const start = await startUp({ rounds });
await stub.stop();
say('the catalog');
const catalog = execFileSync(process.execPath, ['--expose-gc', 'bench/catalog.bench.mjs'], {
  env: { PATH: process.env.PATH, BENCH_RECORDS: String(size(1_000_000, 20_000)) },
  encoding: 'utf8',
});

const results = `# Results

${machine()}; medians of ${rounds} rounds. Written by \`npm run bench\`: the service, its S3 stub and the load are processes
of their own on the same machine, so ratios mean more than figures.

## Draining a backlog

${size(5_000, 500)} due dead letters, ${CONCURRENCY} attempts at once, an S3 that answers after a set latency. (a) is the sequential
loop get, process, delete; (b) is the three calls of a retry and nothing else, as many at once, by the AWS SDK and by
the service's own client.

${table(
  [
    'S3 latency, ms',
    '(a) a second',
    '(b) AWS SDK',
    '(b) own client',
    'the service',
    'of (a)',
    'of (b) own',
    'S3 calls an event',
  ],
  drains.map((d) => [
    d.latencyMs,
    d.sequential,
    d.sdk,
    d.store,
    d.service,
    d.service / d.sequential,
    d.service / d.store,
    d.requests,
  ]),
)}

## Taking failing events in

64 connections, 1.5 kB, each a record in S3 before its answer, beside the own client's PUT alone.

${table(
  ['S3 latency, ms', 'PUT alone a second', 'the service', 'ratio', '64 / latency', 'p99, ms'],
  failing.map((f) => [
    f.latencyMs,
    f.barePut,
    f.service,
    f.service / f.barePut,
    f.latencyMs === 0 ? '-' : String(Math.round(64_000 / f.latencyMs)),
    f.p99,
  ]),
)}

## Taking good events in

64 connections, 1.5 kB, beside (c): Express that parses the same JSON and answers the same. Then 8 connections with
and without a backlog of ${backlog.toLocaleString('en-US')} that drains, S3 at 20 ms.

${table(
  ['', 'the service', 'baseline', 'ratio'],
  [
    ['events a second', good.service, good.express, good.service / good.express],
    ['p99 beside a draining backlog, ms', beside.draining, beside.quiet, beside.draining / beside.quiet],
  ],
)}

Start to ready on an empty embedded store: ${Math.round(start)} ms.

## The catalog

${catalog.trim()}
`;
process.stdout.write(results);
if (!values.quick) writeResults(results);
