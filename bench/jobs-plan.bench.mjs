/**
 * What the plan and the start of a job take beside a catalog of many records: seconds, and the most memory more.
 *
 *   npm run bench:jobs-plan
 */
import { built } from '../scripts/built.mjs';
import { machine, median, table } from './harness.mjs';

const { Catalog } = await built('catalog/catalog.js');
const { decodeRecord, encodeRecord } = await built('dlq/dead-letter.codec.js');
const { readEvent } = await built('domain/event/event.js');
const { toJsonText } = await built('domain/json/json-text.js');
const { firstFailure } = await built('domain/letter/lifecycle.js');
const { keyOfTraceId } = await built('domain/letter/trace-id.js');
const { NO_MASKING } = await built('domain/masking/masking.js');
const { takesOf, jobMembers } = await built('redrives/plan/job-selection.js');
const { surveyOf } = await built('redrives/plan/survey.js');
const { ShardStore } = await built('redrives/store/shard.store.js');

const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const retention = { resolvedMs: 0, discardedMs: 0 };
const now = Date.now();
const clock = { now: () => now, monotonic: () => now };
const policy = { baseDelayMs: 60_000, maxDelayMs: 3_600_000, maxAttempts: 8, attemptTimeoutMs: 20_000 };

function letterOf(n) {
  const event = {
    event_id: `evt_${n}`,
    tenant_id: `t_${n % 50}`,
    timestamp: '2024-10-23T14:00:00Z',
    payload: { interaction_id: `int_${n}` },
  };
  const reading = readEvent(toJsonText(JSON.stringify(event)), 'v2.1');
  const failure = {
    code: 'upstream_error',
    reason: `the CRM answered HTTP 503 to evt_${n}`,
    retryable: false,
  };
  const report = { startedAt: now, processor: 'P', by: 'r', received: null };
  return firstFailure(reading.event, failure, report, {
    now: now - ((n * 7_919) % 90_000_000),
    random: 0.5,
    policy,
  });
}

const catalog = new Catalog({ retention, order: null, masking: NO_MASKING }, clock);
for (let n = 0; n < RECORDS; n++) {
  const letter = letterOf(n);
  const { bytes, metadata } = encodeRecord(letter, 'w', now);
  const key = keyOfTraceId(letter.traceId);
  const etag = `"${letter.traceId.slice(18)}"`;
  catalog.seen({
    key,
    etag,
    times: { lastModified: now, storeTime: now },
    content: decodeRecord(key, bytes, metadata),
  });
}

/** A store that takes shards, and looks at the memory at each. */
function storeThat(looks) {
  return {
    put: async () => {
      looks();
      return { outcome: 'stored', etag: '"e"' };
    },
  };
}

async function measured(work) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage().rss);
  };
  const begun = performance.now();
  await work(look);
  const seconds = (performance.now() - begun) / 1_000;
  look();
  return { seconds, mib: (most - before) / 2 ** 20 };
}

const all = await takesOf({ filter: {}, trace_ids: null }, 'retry', async (filter) => filter);
const budget = { totalMs: 60_000, pauseMs: 100 };
const timers = {
  ...clock,
  after: (ms, callback) => {
    const timer = setTimeout(() => callback(), ms);
    return () => clearTimeout(timer);
  },
};
const tasks = [
  ['plan: the survey', async () => surveyOf(catalog, all)],
  ['start: the membership, in order', async () => jobMembers(catalog, all)],
  [
    'start: the same, written in shards',
    (look) => new ShardStore(storeThat(look), timers, budget).writeMembers('JOB', jobMembers(catalog, all)),
  ],
];
const rows = [];
for (const [name, work] of tasks) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await measured(work));
  }
  rows.push([name, median(rounds.map(({ seconds }) => seconds)), Math.max(...rounds.map(({ mib }) => mib))]);
}
process.stdout.write(`${machine()}; ${RECORDS.toLocaleString('en-US')} dead letters.

${table(['', 'seconds', 'MiB more'], rows)}
`);
