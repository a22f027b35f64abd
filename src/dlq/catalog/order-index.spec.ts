import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderIndex } from './order-index.js';

describe('names in order', () => {
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
          const expected = [...model[key]].filter((name) => name < of).toSorted();
          expect([...index.ahead(key, of)]).toEqual(expected);
        }
      }),
    );
  });
});
