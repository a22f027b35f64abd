import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderIndex } from './order-index.js';

const own = (at: number) => `DLQ-${at}-${'a'.repeat(32)}`;
const legacy = (at: number, hour: string) =>
  `dlq/year=2024/month=10/day=23/hour=${hour}/DLQ-${at}123456.json`;

describe('names in order', () => {
  it('are in the order of their times, whichever program has made them', () => {
    const names = [
      legacy(1_729_692_000_000, '23'),
      own(1_729_692_000_001),
      legacy(1_729_692_000_001, '00'),
      own(1_795_000_000_000),
    ];
    for (const order of [names, names.toReversed()]) {
      const index = new OrderIndex();
      for (const name of order) index.add('k', name);
      for (const [place, name] of names.entries()) {
        expect(index.firstBefore('k', name)).toBeUndefined();
        expect(index.firstBefore('k', names[place + 1] ?? 'z')).toBe(name);
        index.remove('k', name);
      }
    }
  });

  it('are those that were added and not removed, and come before', () => {
    const change = fc.record({
      add: fc.boolean(),
      key: fc.constantFrom('k', 'l'),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.constantFrom('a', 'c', 'f', 'z'), (changes, of) => {
        const index = new OrderIndex();
        const model = { k: new Set<string>(), l: new Set<string>() };
        for (const { add, key, name } of changes) {
          if (add) index.add(key, name);
          else index.remove(key, name);
          if (add) model[key as 'k'].add(name);
          else model[key as 'k'].delete(name);
        }
        for (const key of ['k', 'l'] as const) {
          const [first] = [...model[key]].toSorted();
          expect(index.firstBefore(key, of)).toBe(first !== undefined && first < of ? first : undefined);
        }
      }),
    );
  });
});
