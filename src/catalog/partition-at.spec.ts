import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionAt } from './partition-at.js';

const byNumber = (one: number, other: number) => one - other;

describe('partitionAt', () => {
  it('puts the element of a place there, the smaller ones before it, and the larger ones behind it', () => {
    const some = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(some, fc.nat(), fc.nat(), (numbers, one, other) => {
        const [from, place] = [one, other].map((number) => number % numbers.length).toSorted(byNumber);
        const sorted = numbers.toSorted(byNumber);
        const items = [...numbers];
        partitionAt(items, from!, byNumber, 0);
        partitionAt(items, place!, byNumber, from!);
        expect(items[place!]).toBe(sorted[place!]);
        const parts = [items.slice(0, from), items.slice(from, place), items.slice(place)];
        expect(parts.flatMap((part) => part.toSorted(byNumber))).toEqual(sorted);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['sorted', (nth: number) => nth],
    ['sorted the other way', (nth: number) => -nth],
    ['all the same', () => 0],
    ['two halves', (nth: number) => nth % 50_000],
  ])('compares each of 100,000 a few times: %s', (_what, at) => {
    const items = Array.from({ length: 100_000 }, (_, nth) => at(nth));
    let compared = 0;
    partitionAt(items, 50_000, (one, other) => (compared++, one - other), 0);
    expect(compared).toBeLessThan(3_000_000);
  });
});
