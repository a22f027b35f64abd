import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claim, FAILURES, firstOf, repair, settle, TTL_MS, wait } from '../../../test/support/record-life.js';
import type { Trigger } from './dead-letter.js';
import { LEASE_GRACE_MS } from './lease.js';
import { MAX_ATTEMPTS_KEPT } from './attempts.js';
import * as life from './lifecycle.js';

const random = fc.double({ min: 0, max: 0.999, noNaN: true });

describe('the life of a dead letter against a simple model', () => {
  it('is the same after any steps, whatever the clocks show', () => {
    const commands = fc.commands(
      [
        fc.constantFrom(0, 1, 19_999, 20_000, TTL_MS + LEASE_GRACE_MS, TTL_MS + LEASE_GRACE_MS + 1).map(wait),
        fc.nat(1_000_000).map(wait),
        fc.tuple(fc.constantFrom<Trigger>('page', 'manual', 'sweep'), random).map(([by, r]) => claim(by, r)),
        fc
          .tuple(fc.constantFrom(...Object.keys(FAILURES), 'pass', 'release'), random)
          .map(([how, r]) => settle(how, r)),
        fc.constant(repair),
      ],
      { maxCommands: 40 },
    );
    const failures = fc.constantFrom(...Object.values(FAILURES));
    const ahead = fc.integer({ min: -600_000, max: 600_000 });
    fc.assert(
      fc.property(failures, ahead, commands, (failure, ms, steps) => {
        fc.modelRun(() => firstOf(failure, ms), steps);
      }),
      { numRuns: 400 },
    );
  });

  it('goes on as the older of two, with the attempts of both, and waits where either does', () => {
    const history = fc.array(fc.constantFrom(...Object.keys(FAILURES)), { maxLength: 15 });
    const lived = ([first, ...rest]: string[], startedAt: number) => {
      const { real } = firstOf(FAILURES[first ?? 'transient']!, startedAt);
      for (const how of rest) {
        const lease = { claimId: `${startedAt} ${++real.claims}`, owner: 'r', ttlMs: TTL_MS };
        real.write(life.claimed(real.letter, lease, { now: real.at().now, trigger: 'sweep', by: 'r' }));
        real.now += 1_000;
        const report = { startedAt: real.at().now, processor: 'P' };
        real.write(life.attemptFailed(real.letter, FAILURES[how]!, report, real.at()));
      }
      return real.letter;
    };
    fc.assert(
      fc.property(history, history, fc.nat(30_000), (a, b, apart) => {
        const [older, younger] = [lived(a, 0), lived(b, apart)];
        const one = life.merged(older, younger);
        const waiting = [older, younger].filter(({ status }) => status === 'pending');
        expect(one.status).toBe(waiting.length > 0 ? 'pending' : 'parked');
        const times = waiting.map(({ nextRetryAt }) => nextRetryAt ?? 0);
        expect(one.nextRetryAt).toBe(times.length > 0 ? Math.min(...times) : null);
        expect([one.traceId, one.retryCount, one.lease]).toEqual([older.traceId, older.retryCount, null]);
        const all = [...older.attempts, ...younger.attempts].map(({ at }) => at).toSorted((x, y) => x - y);
        expect(one.attempts.map(({ at }) => at)).toEqual(all.slice(-MAX_ATTEMPTS_KEPT));
      }),
      { numRuns: 200 },
    );
  });
});
