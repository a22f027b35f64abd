import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

describe('a circuit breaker', () => {
  let breaker: CircuitBreaker;

  beforeEach(() => {
    breaker = new CircuitBreaker({ failures: 3, openMs: 1_000 });
  });

  const fail = (times: number, now = 0) => Array.from({ length: times }, () => breaker.failed(now));

  it('opens at so many failures in a row, and says so once', () => {
    expect(fail(4)).toEqual([false, false, true, false]);
    expect(breaker.mayCall(999)).toBe(false);
  });

  it('counts failures in a row alone', () => {
    fail(2);
    expect(breaker.succeeded()).toBe(false);
    expect(fail(2)).toEqual([false, false]);
    expect(breaker.mayCall(0)).toBe(true);
  });

  it('lets one probe through when its time has come, and another only after as long again', () => {
    fail(3);
    expect([1_000, 1_001, 1_999, 2_000, 2_001].map((now) => breaker.mayCall(now))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('closes with the first success of any caller', () => {
    fail(3);
    expect(breaker.succeeded()).toBe(true);
    expect([breaker.mayCall(0), breaker.mayCall(0)]).toEqual([true, true]);
    expect(breaker.state(0)).toBe('closed');
  });

  it('is not kept from its probe by failures beside it', () => {
    fail(3);
    fail(10, 900);
    expect(breaker.mayCall(1_000)).toBe(true);
  });

  it('never opens with 0', () => {
    breaker = new CircuitBreaker({ failures: 0, openMs: 1_000 });
    expect(fail(1_000)).not.toContain(true);
    expect(breaker.mayCall(0)).toBe(true);
  });

  it('lets at most one call through in each span of openMs while nothing succeeds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 100 }), (gaps) => {
        breaker = new CircuitBreaker({ failures: 1, openMs: 1_000 });
        breaker.failed(0);
        let now = 0;
        const through: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if (breaker.mayCall(now)) {
            through.push(now);
            breaker.failed(now);
          }
        }
        expect(through.every((at, i) => at - (through[i - 1] ?? 0) >= 1_000)).toBe(true);
      }),
    );
  });
});
