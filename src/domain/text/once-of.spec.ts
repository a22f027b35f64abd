import { expect, it } from 'vitest';
import { onceOf } from './once-of.js';

it('asks once for each object, whatever it says, and tells equal objects apart', () => {
  const asked: object[] = [];
  const sizeOf = onceOf((of: { size: number | null }) => {
    asked.push(of);
    return of.size;
  });
  const [one, same, none] = [{ size: 1 }, { size: 1 }, { size: null }];
  expect([one, same, none, one, none, same].map(sizeOf)).toEqual([1, 1, null, 1, null, 1]);
  expect(asked).toEqual([one, same, none]);
});
