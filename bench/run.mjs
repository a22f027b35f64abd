/**
 * All benchmarks in one run, side by side with their baselines, into bench/RESULTS.md; or two builds side by side:
 *
 *   npm run bench [-- --rounds 2 --quick]
 *   npm run bench -- --compare main [--rounds 4 --quick]
 *
 * `--compare` builds that revision in a temporary worktree, and prints only. `--quick` is for trying the benchmark itself:
 * its figures mean little, and are only printed.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { compareWith } from './compare.mjs';
import { bareCalls, sequentialLoop, sweep } from './drain.bench.mjs';
import { machine, median, runInTurn } from './harness.mjs';
import { barePuts, failingEvents, goodEvents, goodEventsIntoExpress, startUp } from './ingest.bench.mjs';
import { writeResults } from './results-file.mjs';
import { resultsText } from './results-text.mjs';
import { sdkCaller, storeCaller } from './s3-clients.mjs';
import { startStub } from './start-stub.mjs';
import { tail } from './tail.bench.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    compare: { type: 'string' },
  },
});
const LATENCIES_MS = [0, 20, 50];
const SIZES = values.quick
  ? {
      drained: 500,
      failing: 1_000,
      good: 2_000,
      seconds: 10,
      backlog: 20_000,
      records: 20_000,
      compared: 2_000,
    }
  : {
      drained: 3_000,
      failing: 10_000,
      good: 30_000,
      seconds: 60,
      backlog: 50_000,
      records: 1_000_000,
      compared: 20_000,
    };
const rounds = Number(values.rounds ?? (values.compare === undefined ? 2 : 4));
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds: expected a whole number from 1');

const begunAt = performance.now();
const say = (what) =>
  process.stderr.write(`${((performance.now() - begunAt) / 60_000).toFixed(1)} min: ${what}\n`);
const stub = await startStub();
try {
  if (values.compare === undefined) await all();
  else await compare(values.compare);
} finally {
  await stub.stop();
}

async function compare(revision) {
  const drained = SIZES.drained;
  process.stdout.write(await compareWith(stub, { revision, rounds, events: SIZES.compared, drained, say }));
}

async function all() {
  const before = machine();
  const [drains, failing] = [[], []];
  for (const latencyMs of LATENCIES_MS) {
    say(`draining, S3 after ${latencyMs} ms`);
    drains.push({ latencyMs, ...(await drain({ events: SIZES.drained, latencyMs })) });
    say(`failing events, S3 after ${latencyMs} ms`);
    const load = { count: SIZES.failing, latencyMs };
    const contenders = { put: () => barePuts(stub, load), service: () => failingEvents(stub, load) };
    failing.push({ latencyMs, ...mediansOf(await runInTurn(rounds, contenders)) });
  }
  say('good events');
  const load = { count: SIZES.good };
  const turns = { express: () => goodEventsIntoExpress(load), service: () => goodEvents(load) };
  const good = mediansOf(await runInTurn(rounds, turns));
  say('the slowest deliveries, without and beside a draining backlog');
  const waits = await tail(stub, { seconds: SIZES.seconds, backlog: SIZES.backlog });
  say('starting');
  const { start } = await runInTurn(rounds, { start: startUp });
  say('the catalog');
  const catalog = execFileSync(process.execPath, ['--expose-gc', 'bench/catalog.bench.mjs'], {
    env: { ...process.env, BENCH_RECORDS: String(SIZES.records) },
    encoding: 'utf8',
  });
  say('done');
  const figures = { drains, failing, good, waits, startMs: median(start), catalog: catalog.trim() };
  const results = resultsText(figures, { machine: before, rounds, sizes: SIZES });
  process.stdout.write(results);
  if (!values.quick) writeResults(results);
}

/** A backlog drained by the service, and what the clients alone allow. */
async function drain(options) {
  const contenders = {
    sequential: () => sequentialLoop(stub, options),
    sdk: () => bareCalls(stub, sdkCaller(stub.url), options),
    store: () => bareCalls(stub, storeCaller(stub.url), options),
    service: () => sweep(stub, options),
  };
  const { service, ...clients } = await runInTurn(rounds, contenders);
  const alone = Object.fromEntries(Object.entries(clients).map(([name, rates]) => [name, median(rates)]));
  return { ...alone, ...mediansOf({ service }) };
}

/** The median of each figure of each contender. */
function mediansOf(results) {
  return Object.fromEntries(
    Object.entries(results).map(([name, figures]) => [
      name,
      Object.fromEntries(
        Object.keys(figures[0]).map((of) => [of, median(figures.map((round) => round[of]))]),
      ),
    ]),
  );
}
