/**
 * What a catalog of many records takes: memory; CPU for a page, the counts and the sweep's next batch; how long the event
 * loop stands still while a snapshot is written or restored, and while everything is listed. Restoring is measured in a
 * process of its own, as at a start.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { built } from '../scripts/built.mjs';
import { table } from './harness.mjs';

const { Catalog } = await built('catalog/catalog.js');
const { CatalogScanner } = await built('catalog/catalog-scanner.js');
const { DeadLetterListing } = await built('catalog/dead-letter.listing.js');
const { CatalogSnapshot } = await built('catalog/catalog-snapshot.js');
const { pageOf } = await built('catalog/catalog-query.js');
const { statsOf } = await built('catalog/catalog-stats.js');
const { objectKeyOf } = await built('catalog/summary.js');
const { decodeRecord, encodeRecord } = await built('dlq/dead-letter.codec.js');
const { readEvent } = await built('domain/event/event.js');
const { toJsonText } = await built('domain/json/json-text.js');
const { firstFailure } = await built('domain/letter/lifecycle.js');
const { keyOfTraceId } = await built('domain/letter/trace-id.js');
const { NO_MASKING } = await built('domain/masking/masking.js');
const { dueTasks } = await built('retry/sweep/due-tasks.js');

const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const retention = { resolvedMs: 0, discardedMs: 0 };
const now = Date.now();
const clock = { now: () => now, monotonic: () => now, after: () => () => {} };
const policy = { baseDelayMs: 60_000, maxDelayMs: 3_600_000, maxAttempts: 8, attemptTimeoutMs: 20_000 };
const log = {
  debug() {},
  info() {},
  warn(event, fields) {
    throw new Error(`${event}: ${JSON.stringify(fields)}`);
  },
  error() {},
};

const megabytes = () => {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss: Math.round(rss / 2 ** 20), heap: Math.round((heapUsed + arrayBuffers) / 2 ** 20) };
};

function letterOf(n) {
  const event = {
    event_id: `evt_${n}`,
    tenant_id: `t_${n % 50}`,
    timestamp: '2024-10-23T14:00:00Z',
    payload: { interaction_id: `int_${n}`, agent: 'a'.repeat(20), note: 'x'.repeat(200) },
  };
  const reading = readEvent(toJsonText(JSON.stringify(event)), 'v2.1');
  const reason = `CXone answered HTTP 503 when asked to validate event evt_${n}, to be called again after 30 s`;
  const failure = { code: 'upstream_error', reason, retryable: n % 10 !== 0 };
  return firstFailure(
    reading.event,
    failure,
    { startedAt: now, processor: 'P', by: 'r', received: null },
    { now: now - (n % 2_000) * 60_000 - (n % 997), random: 0.5, policy },
  );
}

function timed(work) {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    work();
    return process.cpuUsage(start).user / 1_000;
  });
  return times.toSorted((a, b) => a - b)[2];
}

/** CPU of this thread, microseconds; of the whole process before Node.js 23.9. */
const cpuOfThread = () => process.threadCpuUsage?.() ?? process.cpuUsage();

/** Looks at the CPU in each round of the event loop. @returns ends it, and tells the most of one round, milliseconds */
function longestRound() {
  let [most, over, before] = [0, false, cpuOfThread()];
  const look = () => {
    const { user, system } = cpuOfThread();
    most = Math.max(most, user + system - before.user - before.system);
    before = cpuOfThread();
    if (!over) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    over = true;
    return most / 1_000;
  };
}

/**
 * How long the work takes, seconds; the longest time that the event loop stands still meanwhile, and the most CPU of one
 * round of it, milliseconds. On a busy machine the CPU tells more.
 */
async function watched(work) {
  globalThis.gc?.();
  const end = longestRound();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  await work();
  const took = (performance.now() - start) / 1_000;
  // The last delay is noted by the next round of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 20));
  delays.disable();
  return { took, pause: delays.max / 1e6, piece: end() };
}

const emptyCatalog = () => new Catalog({ retention, order: null, masking: NO_MASKING }, clock);
const snapshotAt = (path) => new CatalogSnapshot(path, { store: 'bench' }, log);

if (process.env.BENCH_RESTORE !== undefined) {
  const before = megabytes();
  const catalog = emptyCatalog();
  const figures = await watched(() => snapshotAt(process.env.BENCH_RESTORE).restore(catalog));
  const { rss: most } = process.memoryUsage();
  const { heap, rss } = megabytes();
  const result = { ...figures, records: catalog.size, heap: heap - before.heap, rss, most: most / 2 ** 20 };
  process.stdout.write(JSON.stringify(result));
  process.exit();
}

/** A store that lists these keys, all of them known. */
function storeThatLists(keys) {
  const list = async ({ startAfter, limit }) => {
    await new Promise((resolve) => setImmediate(resolve));
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] <= startAfter) low = middle + 1;
      else high = middle;
    }
    const entries = keys.slice(low, low + limit).map((key) => {
      return { key, etag: `"${key.slice(-37, -5)}"`, size: 1_000, lastModified: now };
    });
    return { entries, truncated: low + limit < keys.length };
  };
  return { list };
}

const due = { done: new Set(), holds: () => false, mustWait: () => false, random: Math.random };
const before = megabytes();
const catalog = emptyCatalog();
for (let n = 0; n < RECORDS; n++) {
  const letter = letterOf(n);
  const { bytes, metadata } = encodeRecord(letter, 'w', now);
  const key = keyOfTraceId(letter.traceId);
  const times = { lastModified: now, storeTime: now };
  const etag = `"${letter.traceId.slice(18)}"`;
  catalog.seen({ key, etag, times, content: decodeRecord(key, bytes, metadata) });
}
const after = megabytes();
const page = (filter, sort = 'first_failed_at', order = 'asc') =>
  timed(() => pageOf(catalog, { filter, sort, order, limit: 100 }));
const recent = { status: ['parked'], tenantId: ['t_10'], text: '503', from: now - 3_600_000 };
const filters = [
  ['all, the oldest first', page({})],
  ['all, the newest first', page({}, 'first_failed_at', 'desc')],
  ['all by latest failure', page({}, 'failed_at', 'desc')],
  ['all by next retry', page({}, 'next_retry_at')],
  ['all by retries', page({}, 'retry_count', 'desc')],
  ['parked', page({ status: ['parked'] })],
  ['of a tenant', page({ tenantId: ['t_7'] })],
  ['with a text in the error', page({ text: 'EVT_999999' })],
  ['with a text in the error, which all have', page({ text: 'asked to validate' })],
  ['of an interaction', page({ interactionId: ['int_999999'] })],
  ['of 20 tenants', page({ tenantId: Array.from({ length: 20 }, (_, n) => `t_${n}`) })],
  ['that match nothing', page({ tenantId: ['nobody'] })],
  ['parked, of a tenant, with a text, of the last hour', page(recent)],
  ['counted (GET /stats)', timed(() => statsOf(catalog, now))],
  ['the next batch of the sweep, all due', timed(() => dueTasks(catalog, { ...due, now: now + 1e9 }))],
];
const again = Array.from({ length: Math.min(RECORDS, 50_000) }, (_, n) => letterOf(n));
const noted = timed(() => {
  for (const letter of again)
    catalog.written(keyOfTraceId(letter.traceId), `"${letter.traceId.slice(18)}"`, letter);
});
const directory = await mkdtemp(join(tmpdir(), 'bench-'));
const path = join(directory, 'catalog.snapshot');
const written = await watched(() => snapshotAt(path).write(catalog));
const mib = (await stat(path)).size / 2 ** 20;
const keys = Array.from(catalog.rows(), objectKeyOf).toSorted((a, b) => (a < b ? -1 : 1));
const listing = new DeadLetterListing(storeThatLists(keys), clock, { totalMs: 60_000, pauseMs: 100 });
const scanner = new CatalogScanner(catalog, listing, null, 32);
const listed = await watched(async () => {
  const { listed: count, gone } = await scanner.scan(undefined, new AbortController().signal);
  if (count !== RECORDS || gone !== 0) throw new Error(`listed ${count}, gone ${gone}`);
});
const env = { ...process.env, BENCH_RESTORE: path };
const output = execFileSync(process.execPath, [...process.execArgv, process.argv[1]], {
  env,
  encoding: 'utf8',
});
const restored = JSON.parse(output);
if (restored.records !== RECORDS) throw new Error(`restored ${restored.records}`);
await rm(directory, { recursive: true });

const round = (number) => Math.round(number * 10) / 10;
process.stdout
  .write(`${RECORDS.toLocaleString('en-US')} records: ${after.heap - before.heap} MiB of heap and buffers, ${after.rss} MiB in all. Restored
into a new process: ${restored.heap} MiB of heap and buffers, ${restored.rss} MiB in all, ${Math.round(restored.most)} MiB at the end of restoring. The snapshot has ${Math.round(mib)} MiB.

${table(
  ['', 'seconds', 'longest pause, ms', 'longest piece of work, ms of CPU'],
  [
    ['writing the snapshot', written],
    ['restoring it', restored],
    ['listing everything', listed],
  ].map(([what, { took, pause, piece }]) => [what, round(took), round(pause), round(piece)]),
)}

${table(['100 records', 'ms of CPU'], filters)}

Noting a record that was written: ${((noted * 1_000) / again.length).toFixed(2)} microseconds of CPU.
`);
