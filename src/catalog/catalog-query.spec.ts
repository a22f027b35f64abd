import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_MASKING } from '../domain/masking/masking.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { tableOf } from '../../test/support/table-of.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { matcher, type CatalogFilter } from './catalog-filter.js';
import { pageOf, SORTS, type Position, type Sort } from './catalog-query.js';
import { MAX_ID_LENGTH, shownId } from './shown-id.js';
import { summarise, type Summary } from './summary.js';
import { BLOCK_ROWS } from './table/column.js';

const NOW = Date.UTC(2024, 9, 23, 14);
const retention = { resolvedMs: 0, discardedMs: 0 };

const names = (of: readonly Summary[]) => of.map(({ name }) => name);

/** As pages have them, in one go. */
function sorted(summaries: readonly Summary[], sort: Sort, order: 'asc' | 'desc'): Summary[] {
  const value = (s: Summary) =>
    ({
      first_failed_at: s.firstFailedAt,
      failed_at: s.failedAt,
      retry_count: s.retryCount,
      next_retry_at: s.nextRetryAt ?? Number.MAX_SAFE_INTEGER,
    })[sort];
  const ascending = summaries.toSorted((a, b) => value(a) - value(b) || (a.name < b.name ? -1 : 1));
  return order === 'asc' ? ascending : ascending.toReversed();
}

function summaryOf(changes: Partial<Summary> & { n?: number } = {}): Summary {
  const { n = 0, ...rest } = changes;
  const letter = letterOf({ eventId: `e${n}`, at: NOW + n });
  const key = keyOfTraceId(letter.traceId);
  const times = { lastModified: NOW, storeTime: NOW };
  const content = { kind: 'record', letter, byHand: false } as const;
  return {
    ...summarise(
      { key, etag: '"1"', times, content },
      { retention, order: null, masking: NO_MASKING },
      NOW,
      0,
    ),
    ...rest,
  };
}

describe('a filter of the catalog', () => {
  const summary = summaryOf({
    error: 'The CRM answered HTTP 503',
    retryCount: 3,
    fingerprint: 'v1-f',
    interactionId: 'int_7',
    target: 'crm',
    edited: true,
  });

  it.each<[string, CatalogFilter, CatalogFilter]>([
    ['status', { status: ['parked', 'pending'] }, { status: ['parked'] }],
    ['tenant', { tenantId: ['t'] }, { tenantId: ['T'] }],
    ['event id', { eventId: ['e0'] }, { eventId: ['e'] }],
    ['error code', { errorCode: ['upstream_error'] }, { errorCode: ['validation_failed'] }],
    ['several values', { tenantId: ['u', 't'] }, { tenantId: ['u', 'v'] }],
    ['no value at all', {}, { tenantId: [] }],
    ['interaction', { interactionId: ['int_7'] }, { interactionId: ['int'] }],
    ['target', { target: ['crm'] }, { target: ['erp', 'CRM'] }],
    ['edited', { edited: true }, { edited: false }],
    ['fingerprint', { fingerprint: ['v1-f'] }, { fingerprint: [''] }],
    ['schema version', { schemaVersion: ['v2.1'] }, { schemaVersion: ['v2'] }],
    ['from', { from: NOW }, { from: NOW + 1 }],
    ['to', { to: NOW + 1 }, { to: NOW }],
    ['retries at least', { minRetryCount: 3 }, { minRetryCount: 4 }],
    ['retries at most', { maxRetryCount: 3 }, { maxRetryCount: 2 }],
    ['text, whatever the case', { text: 'crm ANSWERED' }, { text: 'HTTP 504' }],
  ])('by %s', (_what, fits, doesNot) => {
    expect([matcher(fits)(summary), matcher(doesNot)(summary)]).toEqual([true, false]);
  });

  it.each(['tenantId', 'eventId', 'schemaVersion'] as const)(
    'by a long %s, and by what is shown of it',
    (field) => {
      const long = `${'\u{1f600}x'.repeat(150)}1`;
      const shown = shownId(long);
      const kept = summaryOf({ [field]: shown });
      expect(shown.length).toBeLessThanOrEqual(MAX_ID_LENGTH);
      expect(matcher({ [field]: [long] })(kept)).toBe(true);
      expect(matcher({ [field]: [shown] })(kept)).toBe(true);
      expect(matcher({ [field]: [`${long.slice(0, -1)}2`] })(kept)).toBe(false);
    },
  );

  it('holds only where all of it does', () => {
    expect(matcher({ tenantId: ['t'], text: 'crm', status: ['parked'] })(summary)).toBe(false);
    expect(matcher({ tenantId: ['t'], text: 'crm', status: ['pending'] })(summary)).toBe(true);
  });

  it('hides deleted records, and gives no time to objects that are no dead letters', () => {
    expect(matcher({})(summaryOf({ status: 'deleted' }))).toBe(false);
    expect(matcher({ from: 0 })(summaryOf({ status: 'foreign' }))).toBe(false);
  });
});

describe('pages of the catalog', () => {
  const sortable = fc.record({
    n: fc.nat(40),
    retryCount: fc.nat(3),
    failedAt: fc.nat(5),
    nextRetryAt: fc.option(fc.nat(3)),
    status: fc.constantFrom('pending', 'parked', 'deleted'),
  });
  const many = fc.uniqueArray(sortable, { selector: ({ n }) => n, maxLength: 40 });

  function all(summaries: readonly Summary[], query: { sort: Sort; order: 'asc' | 'desc'; limit: number }) {
    const found: Summary[] = [];
    let after: Position | undefined;
    do {
      const page = pageOf(tableOf(summaries), { filter: {}, ...query, after });
      expect(page.matched).toBe(summaries.filter(({ status }) => status !== 'deleted').length);
      expect(page.items.length).toBeLessThanOrEqual(query.limit);
      found.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return found;
  }

  const query = fc.record({
    sort: fc.constantFrom(...SORTS),
    order: fc.constantFrom('asc', 'desc'),
    limit: fc.integer({ min: 1, max: 7 }),
  });

  it('show everything once, in order, whatever the sort and the size', () => {
    fc.assert(
      fc.property(many, query, (list, { sort, order, limit }) => {
        const summaries = list.map(summaryOf);
        const left = summaries.filter(({ status }) => status !== 'deleted');
        expect(names(all(summaries, { sort, order, limit }))).toEqual(names(sorted(left, sort, order)));
      }),
    );
  });

  const orders = SORTS.flatMap((sort) => (['asc', 'desc'] as const).map((order) => [sort, order] as const));
  it.each(orders)('find the first by %s, %s, among more than are looked at together', (sort, order) => {
    const common = summaryOf();
    const summaries = Array.from({ length: 5 * BLOCK_ROWS }, (_, i) => ({
      ...common,
      name: `dlq/${i}`,
      firstFailedAt: (i * 7_919) % 1_009,
      failedAt: (i * 104_729) % 53,
      nextRetryAt: i % 3 === 0 ? null : (i * 31) % 41,
      retryCount: (i * 17) % 5,
    }));
    const table = tableOf(summaries);
    const expected = sorted(summaries, sort, order);
    for (let page = 0, after: Position | undefined; page < 3; page++) {
      const found = pageOf(table, { filter: {}, sort, order, limit: 7, after });
      expect(names(found.items)).toEqual(names(expected.slice(7 * page, 7 * page + 7)));
      expect(found.matched).toBe(summaries.length);
      after = found.next;
    }
  });

  it('begin behind as many as are skipped, and go on from there', () => {
    fc.assert(
      fc.property(many, query, fc.nat(45), (list, { sort, order, limit }, skip) => {
        const summaries = list.map(summaryOf);
        const table = tableOf(summaries);
        const every = all(summaries, { sort, order, limit: 100 });
        const ask = (also: { skip?: number; after?: Position }) =>
          pageOf(table, { filter: {}, sort, order, limit, ...also });
        const page = ask({ skip });
        expect(page.items).toEqual(every.slice(skip, skip + limit));
        expect(page.matched).toBe(every.length);
        expect(page.next === undefined).toBe(skip + limit >= every.length);
        const rest = page.next === undefined ? [] : ask({ after: page.next }).items;
        expect(rest).toEqual(every.slice(skip + limit, skip + 2 * limit));
      }),
    );
  });

  it('continue after their last key, even if its record was deleted', () => {
    const summaries = [0, 1, 2, 3].map((n) => summaryOf({ n }));
    const ask = (of: Summary[], after?: Position) =>
      pageOf(tableOf(of), {
        filter: {},
        sort: 'first_failed_at',
        order: 'asc',
        limit: 2,
        after,
      });
    const { next } = ask(summaries);
    const rest = [...summaries.slice(2), summaryOf({ n: 9 })];
    expect(ask(rest, next).items.map(({ eventId }) => eventId)).toEqual(['e2', 'e3']);
  });
});
