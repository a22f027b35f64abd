import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '../../test/support/hand-clock.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { MemberViews, type MemberView } from './member-views.js';
import { ResultCounts } from './store/result-counts.js';
import { ShardStore } from './store/shard.store.js';
import { encodeResults, resultsKey, type Result } from './store/shards.js';

type Job = Parameters<MemberViews['of']>[0];

const JOB = 'JOB-1729712345678-a';
const traceIdOf = (n: number) => `DLQ-${1_729_712_345_678 + n}-${n.toString(16).padStart(32, '0')}`;
const resultOf = (n: number): Result => ({
  n,
  trace_id: traceIdOf(n),
  outcome: n % 7 === 0 ? 'failed' : 'succeeded',
  at: '2026-01-01T00:00:00.000Z',
  error_code: null,
  error: null,
  fingerprint: null,
});

describe('the members of a job', () => {
  let store: MemoryObjectStore;
  let views: MemberViews;
  let shards: ShardStore;

  beforeEach(() => {
    const clock = new HandClock();
    store = new MemoryObjectStore(clock);
    shards = new ShardStore(store, clock, { totalMs: 1_000, pauseMs: 10 });
    views = new MemberViews({ shards, counts: new ResultCounts(shards) });
  });

  /** A job with `total` members and these shards of results. */
  async function stored(total: number, results: ReadonlyArray<readonly number[]>): Promise<Job> {
    const members = Array.from({ length: total }, (_, n) => ({
      traceId: traceIdOf(n),
      key: '',
      etag: `"${n}"`,
      fingerprint: 'v1-a',
    }));
    const names = await shards.writeMembers(JOB, members);
    for (const [number, ns] of results.entries()) {
      await shards.writeResults(JOB, 'r.1', number, encodeResults(ns.map(resultOf)));
    }
    const sealed = [{ writer: 'r.1', shards: results.length }];
    return { job_id: JOB, state: 'stopped', owner: null, total, members: names, sealed, unsealed: [] };
  }

  async function all(record: Job, from = 0): Promise<MemberView[]> {
    const seen: MemberView[] = [];
    for await (const member of views.of(record, from)) seen.push(member);
    return seen;
  }
  const reads = () => store.calls.filter(([call, key]) => call === 'get' && key.includes('/results/')).length;

  it('come in their order with their results, in whatever order these were written', async () => {
    const orders = fc
      .uniqueArray(fc.nat(29), { maxLength: 30 })
      .chain((ns) =>
        fc.record({ ns: fc.constant(ns), size: fc.integer({ min: 1, max: 9 }), from: fc.nat(29) }),
      );
    await fc.assert(
      fc.asyncProperty(orders, async ({ ns, size, from }) => {
        store.objects.clear();
        views = new MemberViews({ shards, counts: new ResultCounts(shards) });
        const parts = Array.from({ length: Math.ceil(ns.length / size) }, (_, i) =>
          ns.slice(i * size, (i + 1) * size),
        );
        const record = await stored(30, parts);
        const expected = Array.from({ length: 30 - from }, (_, i) => from + i).map((n) => [
          n,
          ns.includes(n) ? resultOf(n).outcome : 'not_tried',
        ]);
        expect((await all(record, from)).map(({ n, outcome }) => [n, outcome])).toEqual(expected);
      }),
    );
  });

  it('are read as they are asked for, and a page reads no more results than it shows', async () => {
    const ns = Array.from({ length: 12_000 }, (_, n) => n);
    const parts = Array.from({ length: 60 }, (_, i) => ns.slice(i * 200, (i + 1) * 200));
    const record = await stored(12_000, parts);
    const first = views.of(record);
    await first.next();
    expect(reads()).toBeLessThanOrEqual(17);
    await first.return();
    await all(record, 11_000);
    const before = reads();
    const page = await all(record, 11_990);
    expect(page.map(({ n }) => n)).toEqual(ns.slice(11_990));
    expect(reads() - before).toBe(1);
  });

  it('have no outcome where their results are lost, and that of the others is shown', async () => {
    const record = await stored(10, [[0, 1], [2, 3], [4]]);
    store.objects.delete(resultsKey(JOB, 'r.1', 1));
    const outcomes = (await all(record)).map(({ outcome }) => outcome);
    expect(outcomes.slice(0, 5)).toEqual(['failed', 'succeeded', null, null, 'succeeded']);
    expect(new Set(outcomes.slice(5))).toEqual(new Set([null]));
  });
});
