import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rfc3339, timeOfRfc3339 } from './rfc3339.js';

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

it('is read back, and no other text is', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1, 0), max: Date.UTC(9_999, 11) }), (time) => {
      expect(timeOfRfc3339(rfc3339(time))).toBe(time);
    }),
  );
  for (const text of [
    '2026-02-31T10:23:45.067Z',
    '2026-11-24T24:00:00.000Z',
    '2026-11-24T10:23:45.067z',
    '2026-11-24 10:23:45.067Z',
    'Nov 24 2026 10:23:45 GMT',
    '2026-11-24T10:23:45Z',
  ])
    expect(timeOfRfc3339(text)).toBeNull();
});
