import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import type { Status } from '../domain/letter/dead-letter.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { NO_MASKING } from '../domain/masking/masking.js';
import { statsOf } from './catalog-stats.js';
import { Catalog } from './catalog.js';

const AT = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const STATUSES: readonly Status[] = ['received', 'pending', 'parked', 'resolved', 'discarded', 'deleted'];

describe('the counts that the catalog keeps', () => {
  let now: number;
  let monotonic: number;
  let catalog: Catalog;

  beforeEach(() => {
    now = AT;
    monotonic = 0;
    const retention = { resolvedMs: HOUR_MS, discardedMs: HOUR_MS };
    const policy = { retention, order: null, masking: NO_MASKING };
    catalog = new Catalog(policy, { now: () => now, monotonic: () => monotonic });
  });

  function write(n: number, status: Status, dueIn: number | null): string {
    const letter = letterOf({ eventId: `e${n}`, at: AT - n * 60_000, payload: { n } });
    const key = keyOfTraceId(letter.traceId);
    const nextRetryAt = dueIn === null ? null : AT + dueIn;
    catalog.written(key, `"${n}-${status}"`, { ...letter, status, nextRetryAt });
    return key;
  }

  function expectAsCounted(): void {
    const stats = statsOf(catalog, now);
    const { counts } = catalog;
    const { deleted: _deleted, ...byStatus } = stats.byStatus;
    expect(Object.fromEntries(counts.byStatus())).toEqual(byStatus);
    expect(counts.oldestUnresolvedAt()).toBe(stats.oldestUnresolvedAt);
    expect(counts.dueAt(now)).toBe(stats.dueNow);
  }

  it('are those that visiting all summaries gives, after whatever happened', () => {
    const step = fc.record({
      n: fc.integer({ min: 0, max: 6 }),
      status: fc.constantFrom(...STATUSES),
      dueIn: fc.option(fc.integer({ min: -5, max: 5 }).map((minutes) => minutes * 60_000)),
      removed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        for (const { n, status, dueIn, removed } of steps) {
          const key = write(n, status, dueIn);
          if (removed) catalog.removed(key);
          expectAsCounted();
        }
      }),
      { numRuns: 50 },
    );
  });

  it('count what becomes due as time passes, also after the clock was set', () => {
    write(1, 'pending', 60_000);
    expect(catalog.counts.dueAt(now)).toBe(0);
    [now, monotonic] = [now + 60_000, monotonic + 60_000];
    expect(catalog.counts.dueAt(now)).toBe(1);
    write(2, 'pending', 120_000);
    // Somebody sets the clock back by a day: what was due in a minute is still due in a minute.
    now -= 24 * HOUR_MS;
    expect(catalog.counts.dueAt(now)).toBe(1);
    [now, monotonic] = [now + 60_000, monotonic + 60_000];
    expect(catalog.counts.dueAt(now)).toBe(2);
    expectAsCounted();
  });
});
