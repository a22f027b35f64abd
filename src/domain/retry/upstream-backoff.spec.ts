import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JITTER, MAX_BACKOFF_MS, upstreamBackoff } from './upstream-backoff.js';

const attempt = fc.integer({ min: 0, max: 5_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before a refused call is repeated', () => {
  it('is 2^attempt seconds without chance', () => {
    expect([0, 1, 2, 3].map((n) => upstreamBackoff(n, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('stays between its base and a quarter above it', () => {
    fc.assert(
      fc.property(attempt, random, (n, r) => {
        const base = Math.min(1_000 * 2 ** n, MAX_BACKOFF_MS);
        const wait = upstreamBackoff(n, r);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait >= base && wait <= base * (1 + JITTER)).toBe(true);
      }),
    );
  });

  it('never shrinks from one attempt to the next, whatever the jitter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), random, random, (n, r, s) => {
        expect(upstreamBackoff(n + 1, r)).toBeGreaterThanOrEqual(upstreamBackoff(n, s));
      }),
    );
    fc.assert(
      fc.property(attempt, random, (n, r) => {
        expect(upstreamBackoff(n + 1, r)).toBeGreaterThanOrEqual(upstreamBackoff(n, r));
      }),
    );
  });
});
