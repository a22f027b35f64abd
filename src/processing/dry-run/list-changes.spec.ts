import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listChanges } from './list-changes.js';

/** The later list, by the changes alone. */
function applied(before: readonly number[], after: readonly number[]): number[] | null {
  const changes = listChanges(before, after);
  if (changes === null) return null;
  const list = [...before];
  for (const index of changes.removed) list.splice(index, 1);
  for (const step of changes.placed) {
    const value = step.kind === 'move' ? list.splice(step.from, 1)[0]! : after[step.index]!;
    list.splice(step.to, 0, value);
  }
  for (const pair of changes.changed) {
    expect(list[pair.after]).toBe(before[pair.before]);
    list[pair.after] = after[pair.after]!;
  }
  return list;
}

const long = (length: number) => Array.from({ length }, (_, nth) => nth);

describe('the changes of a list', () => {
  it.each([
    ['the last comes first', [1, 2, 3, 4], [4, 1, 2, 3], [{ kind: 'move', from: 3, to: 0 }]],
    ['the first comes last', [1, 2, 3, 4], [2, 3, 4, 1], [{ kind: 'move', from: 0, to: 3 }]],
    ['two change places', [1, 2], [2, 1], [{ kind: 'move', from: 1, to: 0 }]],
  ])('name one element alone where %s', (_what, before, after, placed) => {
    expect(listChanges(before, after)).toEqual({ removed: [], placed, changed: [] });
  });

  it('pair what was changed between the same neighbours, beside one that moved', () => {
    expect(listChanges([1, 2, 3, 4], [4, 1, 9, 3])).toEqual({
      removed: [],
      placed: [{ kind: 'move', from: 3, to: 0 }],
      changed: [{ before: 1, after: 2 }],
    });
  });

  it('lead from any list to any other', () => {
    const list = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 14 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        expect(applied(before, after)).toEqual(after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are given up where very many moved, and not where very many were changed or went', () => {
    expect(applied(long(2_000), long(2_000).toReversed())).toBeNull();
    const others = long(2_000).map((value) => -1 - value);
    expect(applied(long(2_000), others)).toEqual(others);
    expect(applied(long(2_000), [7])).toEqual([7]);
  });
});
