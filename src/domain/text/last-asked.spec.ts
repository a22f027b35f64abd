import { expect, it } from 'vitest';
import { lastAsked } from './last-asked.js';

it('asks once for an object in a row, whatever it says, and tells equal objects apart', () => {
  const asked: object[] = [];
  const sizeOf = lastAsked((of: { size: number | null }) => {
    asked.push(of);
    return of.size;
  });
  const [one, same, none] = [{ size: 1 }, { size: 1 }, { size: null }];
  expect([one, one, same, none, none, one].map(sizeOf)).toEqual([1, 1, 1, null, null, 1]);
  expect(asked).toEqual([one, same, none, one]);
});

it('keeps nothing of an object about which the question fails', () => {
  const sizes = [new Error('not known'), 2];
  const sizeOf = lastAsked(() => {
    const size = sizes.shift();
    if (size instanceof Error) throw size;
    return size;
  });
  const object = {};
  expect(() => sizeOf(object)).toThrow('not known');
  expect(sizeOf(object)).toBe(2);
});
