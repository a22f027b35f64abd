import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rfc3339 } from './rfc3339.js';

/** The latest time that a Date can have, milliseconds. */
const LATEST = 8.64e15;

it('is the text that Date has, for any time and in any order', () => {
  const near = fc.integer({ min: 1_795_000_000_000, max: 1_795_000_200_000 });
  const any = fc.double({ min: -LATEST, max: LATEST, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any)), (times) => {
      expect(times.map(rfc3339)).toEqual(times.map((time) => new Date(time).toISOString()));
    }),
  );
});

it('refuses what is no time, as Date does, and is right afterwards', () => {
  for (const time of [Number.NaN, Infinity, -Infinity, LATEST + 1_000, -LATEST - 1]) {
    expect(() => rfc3339(time)).toThrow(RangeError);
    expect(() => new Date(time).toISOString()).toThrow(RangeError);
  }
  for (const time of [0, -1, LATEST, -LATEST]) expect(rfc3339(time)).toBe(new Date(time).toISOString());
});
