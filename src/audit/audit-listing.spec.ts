import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { auditKey, LAST_TIME, newAuditId, timeOf } from './audit-entry.js';
import { AuditListing } from './audit-listing.js';

const NOW = Date.UTC(2026, 10, 26, 3);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const BUDGET = { totalMs: 5_000, pauseMs: 100 };
const ALL = { start: 0, end: LAST_TIME };

/** A store with an object at each of these times. */
async function storeWith(times: Iterable<number>): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore(new TestClock(NOW));
  let made = 0;
  for (const at of times) await put(store, auditKey(newAuditId(at, `${made++}`)));
  store.calls.length = 0;
  return store;
}

async function put(store: MemoryObjectStore, key: string): Promise<void> {
  await store.put(key, Buffer.from(key), { condition: 'absent', contentType: '', metadata: {} });
}

async function first(store: MemoryObjectStore, most: number, span = ALL): Promise<number[]> {
  const listing = new AuditListing(store, new TestClock(NOW), BUDGET);
  const times: number[] = [];
  for await (const id of listing.newestFirst(span)) {
    times.push(timeOf(id));
    if (times.length === most) break;
  }
  return times;
}

/** Times in the past, so many, one after the other. */
function* past(count: number, everyMs: number, agoMs = 0): Generator<number> {
  for (let n = 0; n < count; n++) yield NOW - agoMs - n * everyMs;
}

describe('the listing of audit entries', () => {
  it.each([
    ['10,000 in a day', past(10_000, 8_640), 2],
    ['10,000 in ten seconds', past(10_000, 1), 12],
    ['10,000 in a year', past(10_000, 3_153_600), 4],
    ['20, two years ago', past(20, MINUTE_MS, 730 * DAY_MS), 5],
    ['10,000, two years ago', past(10_000, MINUTE_MS, 730 * DAY_MS), 16],
    ['one a day for three years', past(1_095, DAY_MS), 4],
    ['none', past(0, 1), 5],
  ])('gives the newest of %s after few calls', async (_name, times, most) => {
    const [expected, store] = [[...times], await storeWith([])];
    for (const [n, at] of expected.entries()) await put(store, auditKey(newAuditId(at, `${n}`)));
    store.calls.length = 0;
    expect(await first(store, 21)).toEqual(expected.slice(0, 21));
    expect(store.calls.every(([call]) => call === 'list')).toBe(true);
    expect(store.calls.length).toBeLessThanOrEqual(most);
  });

  it('gives everything once, whatever lies where', async () => {
    const time = fc.oneof(
      fc.integer({ min: NOW - 3 * MINUTE_MS, max: NOW }),
      fc.integer({ min: NOW - 800 * DAY_MS, max: NOW + 2 * DAY_MS }),
      fc.constantFrom(0, NOW, LAST_TIME - 1),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(time, { maxLength: 60 }), time, time, async (times, one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const expected = times.filter((at) => at >= start && at < end).toSorted((a, b) => b - a);
        expect(await first(await storeWith(times), Infinity, { start, end })).toEqual(expected);
      }),
    );
  });

  it('gives more in one millisecond than one call does', async () => {
    const store = await storeWith(Array.from({ length: 2_500 }, () => NOW - 5));
    expect(await first(store, Infinity)).toHaveLength(2_500);
  });

  it('passes over what others have put there, and reads a store that lists in no order', async () => {
    const times = [...past(30, 90 * MINUTE_MS)];
    const store = await storeWith(times);
    const day = 'audit/year=2026/month=11/day=26';
    for (const name of ['readme.txt', 'zzz/late.json', `${day.slice(6)}/x.json`])
      await put(store, `audit/${name}`);
    await put(store, `${day}/1764126000000-ff.json`); // Of another day.
    expect(await first(store, Infinity)).toEqual(times);
    const list = store.list.bind(store);
    store.list = async (query) => {
      const page = await list(query);
      return { ...page, entries: page.entries.toReversed() };
    };
    expect(await first(store, Infinity)).toEqual(times);
  });
});
