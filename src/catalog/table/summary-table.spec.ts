import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionsOf, matcher, type CatalogFilter } from '../catalog-filter.js';
import { LISTED_STATUSES } from '../listed-status.js';
import { isKept, isOpen, type Summary } from '../summary.js';
import { BLOCK_ROWS } from './column.js';
import { SummaryTable } from './summary-table.js';

const AT = 1_729_700_000_000;

/** Few suffixes, so that rows meet in the index, and other programs' objects. */
const name = fc.oneof(
  fc.tuple(fc.nat(3), fc.nat(5)).map(([ms, suffix]) => `DLQ-${AT + ms}-${String(suffix).padStart(32, '0')}`),
  fc.constantFrom('dlq/note', 'dlq/year=2024/month=10/day=23/hour=16/DLQ-1729700000000000000.json'),
);
const text = fc.option(fc.constantFrom('a', 'b', 'Long text', 'é'));
const time = fc.nat(4).map((ms) => AT + ms);
const summary: fc.Arbitrary<Summary> = fc.record({
  name,
  etag: fc.constantFrom('"9f86d081884c7d659a2feaa0c55ad015"', '"1"', '', 'W/"x-2"'),
  status: fc.constantFrom(...LISTED_STATUSES),
  tenantId: text,
  eventId: text,
  interactionId: text,
  errorCode: text,
  error: fc.constantFrom('', 'The CRM answered 503', 'no such field'),
  fingerprint: fc.constantFrom('', 'v2-a', 'v2-b'),
  causeSince: time,
  schemaVersion: text,
  retryCount: fc.nat(3),
  firstFailedAt: time,
  failedAt: time,
  nextRetryAt: fc.option(time),
  byHand: fc.boolean(),
  edited: fc.boolean(),
  mayHaveHappened: fc.boolean(),
  task: fc.constantFrom('none', 'retry', 'purge'),
  taskAt: fc.oneof(fc.constant(0), time),
  target: text,
  orderKey: text,
  sequence: fc.nat(9),
});
const some = <T>(value: fc.Arbitrary<T>) => fc.option(fc.array(value, { maxLength: 2 }), { nil: undefined });
const known = fc.constantFrom('a', 'b', 'Long text', 'é', 'nobody');
const filter: fc.Arbitrary<CatalogFilter> = fc.record(
  {
    status: some(fc.constantFrom(...LISTED_STATUSES)),
    tenantId: some(known),
    eventId: some(known),
    interactionId: some(known),
    errorCode: some(known),
    target: some(known),
    schemaVersion: some(known),
    fingerprint: some(fc.constantFrom('v2-a', 'v2-b')),
    edited: fc.boolean(),
    from: time,
    to: time,
    minRetryCount: fc.nat(3),
    maxRetryCount: fc.nat(3),
    text: fc.constantFrom('crm', 'FIELD', '.'),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  { weight: 4, arbitrary: summary.map((set) => ({ kind: 'set', set }) as const) },
  { weight: 2, arbitrary: name.map((gone) => ({ kind: 'delete', gone }) as const) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }).map((by) => ({ kind: 'move', by }) as const) },
);

/** What the table must be: the same rows in a map. */
class Plain {
  readonly rows = new Map<string, Summary>();

  take(one: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
    if (one.kind === 'set') this.rows.set(one.set.name, one.set);
    else if (one.kind === 'delete') this.rows.delete(one.gone);
    else {
      for (const [key, row] of this.rows) {
        if (row.taskAt > 0) this.rows.set(key, { ...row, taskAt: row.taskAt + one.by });
      }
    }
  }

  of(wanted: CatalogFilter): Summary[] {
    return inOrder([...this.rows.values()].filter(matcher(wanted)));
  }

  kept(suffix: string): Summary[] {
    return inOrder([...this.rows.values()].filter((row) => row.name.endsWith(suffix) && isKept(row)));
  }
}

function inOrder(summaries: readonly Summary[]): Summary[] {
  return summaries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function visited(table: SummaryTable, wanted: CatalogFilter, backwards = false): Summary[] {
  const found: Summary[] = [];
  table.forEach((row) => found.push(row.summary()), conditionsOf(wanted), backwards);
  return found;
}

describe('the table of summaries', () => {
  it('holds what a plain map of summaries holds, after whatever came and went', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(filter, { maxLength: 4 }), (steps, filters) => {
        const [table, plain] = [new SummaryTable(), new Plain()];
        for (const one of steps) {
          plain.take(one);
          if (one.kind === 'set') table.set(one.set, 0);
          else if (one.kind === 'delete') table.delete(one.gone);
          else table.moveTasks(one.by);
          expect(table.size).toBe(plain.rows.size);
        }
        const all = inOrder([...plain.rows.values()]);
        expect(inOrder(Array.from(table.rows(), (row) => row.summary()))).toEqual(all);
        expect(all.map((row) => table.get(row.name))).toEqual(all);
        for (const wanted of filters) {
          const found = visited(table, wanted);
          expect(inOrder(found)).toEqual(plain.of(wanted));
          expect(visited(table, wanted, true)).toEqual(found.toReversed());
          const counts = new Map<string | null, number>();
          for (const { tenantId } of found) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
          expect(table.countBy('tenantId', conditionsOf(wanted))).toEqual(counts);
        }
        const suffixes = Array.from({ length: 6 }, (_, suffix) => String(suffix).padStart(32, '0'));
        const kept = suffixes.map((suffix) => plain.kept(suffix));
        expect(suffixes.map((suffix) => table.keptOf(suffix))).toEqual(kept);
        const twins = [...table.twins()].toSorted((a, b) =>
          a[0]!.name.slice(18) < b[0]!.name.slice(18) ? -1 : 1,
        );
        expect(twins).toEqual(kept.filter((records) => records.length > 1 && records.some(isOpen)));
      }),
      { numRuns: 300 },
    );
  });

  const [one] = fc.sample(summary, { numRuns: 1, seed: 1 });
  const nameOf = (n: number) => `DLQ-${AT + n}-${String(n).padStart(32, '0')}`;
  const rowOf = (n: number): Summary => ({ ...one!, name: nameOf(n), status: 'parked' });
  const count = 2 * BLOCK_ROWS + 10;

  it('goes over many blocks, and takes the rows again that were given up', () => {
    const table = new SummaryTable();
    for (const round of [0, 1, 2]) {
      for (let n = 0; n < count; n++) table.set(rowOf(n + round), 0);
      for (let n = 0; n < count; n++) expect(table.has(nameOf(n + round))).toBe(true);
      let seen = 0;
      table.forEach(() => seen++);
      expect([table.size, seen]).toEqual([count, count]);
      for (let n = 0; n < count; n++) table.delete(nameOf(n + round));
      expect([table.size, [...table.rows()].length]).toEqual([0, 0]);
    }
  });

  it('tells which rows a listing has shown, also when two listings overlap', () => {
    const table = new SummaryTable();
    table.set(rowOf(1), 0);
    table.set(rowOf(2), 0);
    table.noteListed(nameOf(1), 2);
    table.noteListed(nameOf(1), 1);
    table.set(rowOf(3), 2);
    table.set(rowOf(1), 0);
    expect([1, 2, 3, 4].map((n) => table.listedIn(nameOf(n)))).toEqual([2, 0, 2, -1]);
  });
});
