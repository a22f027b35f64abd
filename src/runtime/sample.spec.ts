import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sample } from './sample.js';

describe('a sample', () => {
  it('picks as many as it may, each once, and counts all', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (shown, size, chance) => {
          const sample = new Sample<number>(size, () => chance.next().value as number);
          for (let i = 0; i < shown; i++) sample.show(i);
          expect(sample.seen).toBe(shown);
          expect(new Set(sample.picked).size).toBe(Math.min(shown, size));
          expect(sample.shuffled().toSorted((a, b) => a - b)).toEqual(
            sample.picked.toSorted((a, b) => a - b),
          );
        },
      ),
    );
  });
});
