import { describe, expect, it } from 'vitest';
import { tableOf } from '../../test/support/table-of.js';
import type { Summary } from '../catalog/summary.js';
import { figuresOf, HOURS, MAX_TENANTS } from './group-figures.js';
import { groupPage, type GroupQuery } from './group-page.js';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR + 60_000;

function summary(fingerprint: string, changes: Partial<Summary> = {}): Summary {
  const { firstFailedAt = NOW, ...rest } = changes;
  const all: Partial<Summary> = {
    status: 'parked',
    fingerprint,
    tenantId: 't',
    errorCode: 'upstream_error',
    error: '',
    firstFailedAt,
    failedAt: firstFailedAt,
    causeSince: firstFailedAt,
    ...rest,
  };
  return all as Summary;
}

const page = (of: Summary[], query: Partial<GroupQuery> = {}) =>
  groupPage(tableOf(of), {
    filter: {},
    isMeant: () => true,
    sort: 'count',
    limit: 10,
    ...query,
  });
const figures = (of: Summary[], prints: string[], filter = {}) => figuresOf(tableOf(of), prints, filter, NOW);

describe('the causes of dead letters', () => {
  const all = [
    summary('b', { firstFailedAt: 10 }),
    summary('a', { firstFailedAt: 30, failedAt: 99, tenantId: 'u' }),
    summary('a', { firstFailedAt: 20, failedAt: 40 }),
    summary('c', { firstFailedAt: 50 }),
    summary('gone', { status: 'resolved' }),
    summary('', { status: 'received' }),
  ];

  it.each([
    ['count', ['a', 'b', 'c']],
    ['last_seen', ['a', 'c', 'b']],
    ['first_seen', ['c', 'a', 'b']],
  ] as const)('are sorted by %s', (sort, order) => {
    expect(page(all, { sort })).toEqual({ fingerprints: order, next: undefined, matched: 3, deadLetters: 4 });
    const seen: string[] = [];
    let after: GroupQuery['after'];
    do {
      const { fingerprints, next } = page(all, { sort, limit: 1, after });
      seen.push(...fingerprints);
      after = next;
    } while (after !== undefined);
    expect(seen).toEqual(order);
  });

  it('are those of the dead letters that a filter takes', () => {
    expect(page(all, { filter: { tenantId: ['u'] } })).toMatchObject({ fingerprints: ['a'], deadLetters: 1 });
    expect(page(all, { isMeant: (print) => print !== 'a' })).toMatchObject({ matched: 2, deadLetters: 2 });
  });

  it('are counted by status, tenant and hour', () => {
    const many = [
      ...Array.from({ length: 30 }, (_, n) =>
        summary('a', { tenantId: `t${n}`, firstFailedAt: NOW - n * HOUR }),
      ),
      summary('a', { tenantId: 't0', status: 'pending', failedAt: NOW + 5, error: 'latest' }),
      summary('b'),
    ];
    const [group] = figures(many, ['a']);
    expect(group).toMatchObject({
      count: 31,
      byStatus: { parked: 30, pending: 1 },
      otherTenants: 30 - MAX_TENANTS,
      firstFailedAt: NOW - 29 * HOUR,
      lastFailedAt: NOW + 5,
      since: NOW - 29 * HOUR,
      latest: { error: 'latest' },
    });
    expect(group!.tenants).toHaveLength(MAX_TENANTS);
    expect(group!.tenants[0]).toEqual({ name: 't0', count: 2 });
    expect(group!.perHour).toEqual([...Array.from({ length: HOURS - 1 }, () => 1), 2]);
  });

  it('are as old as their oldest dead letter, whatever the filter takes', () => {
    const [group] = figures([summary('a', { causeSince: 1 }), summary('a', { tenantId: 'u' })], ['a'], {
      tenantId: ['u'],
    });
    expect(group).toMatchObject({ since: 1, firstFailedAt: NOW, count: 1 });
  });
});
