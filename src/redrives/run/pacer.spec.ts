import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.js';

/** Begins whatever may begin, looking every `stepMs`. @returns how many have begun in each second */
function begun(pacer: Pacer, from: number, seconds: number, stepMs: number): number[] {
  const counts: number[] = [];
  for (let second = 0; second < seconds; second++) {
    counts.push(0);
    for (let ms = 0; ms < 1_000; ms += stepMs) {
      const now = from + second * 1_000 + ms;
      while (pacer.waitMs(now) === 0) {
        pacer.begin(now);
        counts[second]!++;
      }
    }
  }
  return counts;
}

describe('the pacer', () => {
  it.each([
    [1, 7],
    [20, 13],
    [200, 40],
    [1_000, 60],
  ])('keeps %d a second within 5 %% over ten seconds, where it is asked every %d ms', (rate, stepMs) => {
    const all = begun(new Pacer(rate), 0, 10, stepMs).reduce((a, b) => a + b);
    expect(all).toBeGreaterThanOrEqual(rate * 10 * 0.95);
    expect(all).toBeLessThanOrEqual(rate * 10 * 1.05 + 1);
  });

  it('follows another rate at once', () => {
    const pacer = new Pacer(0.1);
    pacer.begin(0);
    expect(pacer.waitMs(100)).toBe(9_900);
    pacer.setRate(100);
    expect(pacer.waitMs(100)).toBe(0);
  });

  it('saves up no turns while nothing begins, and begins nothing while it is closed', () => {
    const pacer = new Pacer(10);
    pacer.begin(0);
    pacer.closeUntil(60_000);
    pacer.closeUntil(30_000);
    expect(pacer.waitMs(1_000)).toBe(59_000);
    expect(begun(pacer, 60_000, 2, 10)).toEqual([10, 10]);
  });
});
