import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_MASKING } from '../../domain/masking/masking.js';
import { letterOf } from '../../../test/support/dead-letters.js';
import { tableOf } from '../../../test/support/table-of.js';
import { summarise, type Summary } from '../../catalog/summary.js';
import { keyOfTraceId } from '../../domain/letter/trace-id.js';
import { DUE_BATCH, dueTasks, type DueQuery } from './due-tasks.js';

const NOW = Date.UTC(2024, 9, 23, 15);
const query: DueQuery = {
  now: NOW,
  done: new Set(),
  holds: () => false,
  mustWait: () => false,
  random: Math.random,
};

let n = 0;
function summaryOf(changes: Partial<Summary> = {}): Summary {
  const letter = letterOf({ eventId: `e${n++}`, at: NOW - 3_600_000 });
  const times = { lastModified: NOW, storeTime: NOW };
  const content = { kind: 'record', letter, byHand: false } as const;
  const sight = { key: keyOfTraceId(letter.traceId), etag: '"1"', times, content };
  return {
    ...summarise(
      sight,
      { retention: { resolvedMs: 0, discardedMs: 0 }, order: null, masking: NO_MASKING },
      NOW,
      0,
    ),
    ...changes,
  };
}

/** Copies of one summary under names of their own: to make each from a letter takes a hundred times as long. */
function many(count: number, changes: Partial<Summary>): Summary[] {
  const one = summaryOf(changes);
  return Array.from({ length: count }, () => ({ ...one, name: `${one.name}-${n++}` }));
}

const find = (summaries: readonly Summary[], changes: Partial<DueQuery> = {}) =>
  dueTasks(tableOf(summaries), { ...query, ...changes });

describe('what is due', () => {
  it('is what has a task whose time has come, and has not had its turn', () => {
    const [due, later, none, done] = [
      summaryOf(),
      summaryOf({ taskAt: NOW + 1 }),
      summaryOf({ task: 'none' }),
      summaryOf(),
    ];
    const { tasks } = find([due, later, none, done], { done: new Set([done.name]) });
    expect(tasks).toEqual([due]);
  });

  it('waits where its target is down, purges excepted', () => {
    const [held, free, purge] = [
      summaryOf({ target: 'down' }),
      summaryOf(),
      summaryOf({ target: 'down', task: 'purge' }),
    ];
    const found = find([held, free, purge], { holds: ({ target }) => target === 'down' });
    expect(found.held).toBe(1);
    expect(new Set(found.tasks)).toEqual(new Set([free, purge]));
  });

  it("does not let one tenant's hundred thousand delay another's ten", () => {
    const [large, small] = [many(100_000, { tenantId: 'large' }), many(10, { tenantId: 'small' })];
    const { tasks } = find([...large, ...small]);
    expect(tasks).toHaveLength(DUE_BATCH);
    const places = tasks.flatMap(({ tenantId }, i) => (tenantId === 'small' ? [i] : []));
    expect(places).toHaveLength(10);
    expect(Math.max(...places)).toBeLessThan(20);
  });

  it('gives each tenant its turn before any gets a second one, and forgets nobody', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), (counts) => {
        const all = counts.flatMap((count, i) => many(count, { tenantId: `t${i}` }));
        const { tasks } = find(all);
        expect(new Set(tasks).size).toBe(all.length);
        const had = counts.map(() => 0);
        for (const { tenantId } of tasks) {
          const tenant = Number(tenantId!.slice(1));
          const fewest = Math.min(...had.filter((number, i) => number < counts[i]!));
          expect(had[tenant]).toBe(fewest);
          had[tenant]!++;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is chosen by chance, so that replicas seldom meet', () => {
    const all = many(4 * DUE_BATCH, {});
    const [a, b] = [find(all).tasks, find(all).tasks];
    const common = new Set(a.map(({ name }) => name));
    expect(b.filter(({ name }) => common.has(name)).length).toBeLessThan(DUE_BATCH / 2);
  });
});
