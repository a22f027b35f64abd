import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeCounts } from './time-counts.js';

const AT = Date.UTC(2026, 0, 1);

describe('counted times', () => {
  it('have an earliest, to the second', () => {
    const times = new TimeCounts();
    expect(times.earliest()).toBeNull();
    times.add(AT + 5_400, 1);
    times.add(AT + 2_300, 1);
    expect(times.earliest()).toBe(AT + 2_000);
    times.add(AT + 2_300, -1);
    expect(times.earliest()).toBe(AT + 5_000);
    times.add(AT + 5_400, -1);
    expect(times.earliest()).toBeNull();
  });

  it('are as many as were added and not taken away, in whatever order', () => {
    const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(changes, fc.integer({ min: 0, max: 30 }), (steps, until) => {
        const times = new TimeCounts();
        let there: number[] = [];
        for (const [second, added] of steps) {
          const at = AT + second * 1_000;
          if (!added && !there.includes(at)) continue;
          times.add(at, added ? 1 : -1);
          if (added) there = [...there, at];
          else there.splice(there.indexOf(at), 1);
          expect(times.earliest()).toBe(there.length === 0 ? null : Math.min(...there));
        }
        const now = AT + until * 1_000;
        expect(times.countUntil(now)).toBe(there.filter((at) => at <= now).length);
      }),
    );
  });

  it('take longer slots where there are too many, and count on', () => {
    const times = new TimeCounts();
    const COUNT = 250_000;
    for (let second = 0; second < COUNT; second++) times.add(AT + second * 1_000, 1);
    expect(times.countUntil(AT + COUNT * 1_000)).toBe(COUNT);
    expect(times.countUntil(AT + (COUNT / 2) * 1_000)).toBeCloseTo(COUNT / 2, -1);
    expect(times.earliest()).toBeLessThanOrEqual(AT);
    expect(times.earliest()).toBeGreaterThan(AT - 8_000);
    for (let second = 0; second < COUNT; second++) times.add(AT + second * 1_000, -1);
    expect([times.earliest(), times.countUntil(Infinity)]).toEqual([null, 0]);
  });
});
