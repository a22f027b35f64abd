/** What a catalog of many records takes: memory, and CPU for a page, the counts and the sweep's next batch. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from '../scripts/built.mjs';
import { table } from './harness.mjs';

const { Catalog } = await built('catalog/catalog.js');
const { CatalogSnapshot } = await built('catalog/catalog-snapshot.js');
const { pageOf } = await built('catalog/catalog-query.js');
const { statsOf } = await built('catalog/catalog-stats.js');
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
const clock = { now: () => now, monotonic: () => now };
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
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: Math.round(rss / 2 ** 20), heap: Math.round(heapUsed / 2 ** 20) };
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

async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

const due = { done: new Set(), holds: () => false, mustWait: () => false, random: Math.random };
const before = megabytes();
const catalog = new Catalog({ retention, order: null, masking: NO_MASKING }, clock);
for (let n = 0; n < RECORDS; n++) {
  const letter = letterOf(n);
  const { bytes, metadata } = encodeRecord(letter, 'w', now);
  const key = keyOfTraceId(letter.traceId);
  const times = { lastModified: now, storeTime: now };
  const etag = `"${letter.traceId.slice(18)}"`;
  catalog.seen({ key, etag, times, content: decodeRecord(key, bytes, metadata) });
}
const after = megabytes();
const visit = (each) => catalog.forEach(each);
const page = (filter, sort = 'first_failed_at', order = 'asc') =>
  timed(() => pageOf(visit, { filter, sort, order, limit: 100 }));
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
  ['of an interaction', page({ interactionId: ['int_999999'] })],
  ['of 20 tenants', page({ tenantId: Array.from({ length: 20 }, (_, n) => `t_${n}`) })],
  ['that match nothing', page({ tenantId: ['nobody'] })],
  ['parked, of a tenant, with a text, of the last hour', page(recent)],
  ['counted (GET /stats)', timed(() => statsOf(visit, now))],
  ['the next batch of the sweep, all due', timed(() => dueTasks(visit, { ...due, now: now + 1e9 }))],
];
const directory = await mkdtemp(join(tmpdir(), 'bench-'));
const path = join(directory, 'catalog.snapshot');
const snapshot = () => new CatalogSnapshot(path, { store: 'bench' }, log);
const written = await seconds(() => snapshot().write(catalog));
const mib = (await stat(path)).size / 2 ** 20;
const restored = await seconds(() =>
  snapshot().restore(new Catalog({ retention, order: null, masking: NO_MASKING }, clock)),
);
await rm(directory, { recursive: true });

process.stdout
  .write(`${RECORDS.toLocaleString('en-US')} records: ${after.heap - before.heap} MiB of heap, ${after.rss} MiB in all; snapshot of ${Math.round(mib)} MiB
written in ${written.toFixed(1)} s, restored in ${restored.toFixed(1)} s.

${table(['100 records', 'ms of CPU'], filters)}
`);
