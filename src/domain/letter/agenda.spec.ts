import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTask, type Scheduled } from './agenda.js';
import { STATUSES, isUnresolved } from './dead-letter.js';
import { LEASE_GRACE_MS } from './lease.js';

const NOW = Date.UTC(2024, 9, 23);
const retention = { resolvedMs: 1_000, discardedMs: 5_000 };
const times = { lastModified: NOW - 60, storeTime: NOW };
const record: Scheduled = { status: 'pending', nextRetryAt: NOW + 7, closedAt: null, lease: null };
const lease = { claimId: 'c', owner: 'r', ttlMs: 100 };

const task = (changes: Partial<Scheduled>) => nextTask({ ...record, ...changes }, times, retention, NOW);

describe('the agenda of a record', () => {
  it('retries pending records at their time, or at once without one', () => {
    expect(task({})).toEqual({ kind: 'retry', at: NOW + 7 });
    expect(task({ nextRetryAt: null })).toEqual({ kind: 'retry', at: 0 });
  });

  it('never retries parked records', () => {
    expect(task({ status: 'parked' })).toEqual({ kind: 'none' });
  });

  it('handles a lease when it has run out, whatever the status', () => {
    const at = NOW + 100 + LEASE_GRACE_MS + 1 - 60;
    expect(task({ lease })).toEqual({ kind: 'retry', at });
    expect(task({ lease, status: 'parked' })).toEqual({ kind: 'retry', at });
    expect(nextTask({ ...record, lease }, { lastModified: 0, storeTime: NOW }, retention, NOW)).toEqual({
      kind: 'retry',
      at: NOW,
    });
  });

  it('purges closed records when their retention is over', () => {
    expect(task({ status: 'resolved', closedAt: NOW })).toEqual({ kind: 'purge', at: NOW + 1_000 });
    expect(task({ status: 'discarded', closedAt: NOW })).toEqual({ kind: 'purge', at: NOW + 5_000 });
    expect(task({ status: 'discarded' })).toEqual({ kind: 'purge', at: times.lastModified + 5_000 });
  });

  it('finishes a deletion at once', () => {
    expect(task({ status: 'deleted' })).toEqual({ kind: 'purge', at: 0 });
  });

  it('never purges unresolved records', () => {
    fc.assert(
      fc.property(
        fc.record({
          status: fc.constantFrom(...STATUSES.filter(isUnresolved)),
          nextRetryAt: fc.option(fc.integer()),
          closedAt: fc.option(fc.integer()),
          lease: fc.option(fc.constant(lease)),
        }),
        fc.integer({ min: 0, max: 2e12 }),
        (unresolved, now) => {
          const { kind } = nextTask(unresolved, times, { resolvedMs: 0, discardedMs: 0 }, now);
          expect(kind).not.toBe('purge');
        },
      ),
    );
  });
});
