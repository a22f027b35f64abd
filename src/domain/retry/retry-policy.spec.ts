import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from './retry-policy.js';

const policy = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e9 }))
  .map(([baseDelayMs, more]) => ({
    baseDelayMs,
    maxDelayMs: baseDelayMs + more,
    maxAttempts: 8,
    attemptTimeoutMs: 1,
  }));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const count = fc.integer({ min: 0, max: 5_000 });

describe('the retry delay', () => {
  it('stays between 0 and the cap, whatever the count', () => {
    fc.assert(
      fc.property(policy, count, random, (p, n, r) => {
        const delay = retryDelay(p, n, r);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(Math.min(p.maxDelayMs, p.baseDelayMs * 2 ** n) + 1);
      }),
    );
  });

  it('never shrinks as retries fail', () => {
    fc.assert(
      fc.property(policy, count, random, (p, n, r) => {
        expect(retryDelay(p, n + 1, r)).toBeGreaterThanOrEqual(retryDelay(p, n, r));
      }),
    );
  });

  it('waits at least as long as the upstream asked, over the cap too', () => {
    fc.assert(
      fc.property(policy, count, random, fc.integer({ min: 0, max: 1e10 }), (p, n, r, asked) => {
        expect(retryDelay(p, n, r, asked)).toBeGreaterThanOrEqual(asked);
      }),
    );
  });
});
