import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const NOW = Date.UTC(2024, 9, 23, 14, 0, 0);
const HOUR = 3_600_000;
const cap = fc.integer({ min: 0, max: 24 * HOUR });

describe('Retry-After', () => {
  it('is whole seconds, up to the cap', () => {
    fc.assert(
      fc.property(fc.nat(), cap, (seconds, capMs) => {
        expect(retryAfterMs(String(seconds), NOW, capMs)).toBe(Math.min(seconds * 1_000, capMs));
      }),
    );
  });

  it('is a date, up to the cap; one that has passed means now', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), cap, (seconds, capMs) => {
        const header = new Date(NOW + seconds * 1_000).toUTCString();
        expect(retryAfterMs(header, NOW, capMs)).toBe(Math.min(Math.max(0, seconds * 1_000), capMs));
      }),
    );
  });

  it.each(['Wed, 23 Oct 2024 14:00:07 GMT', 'Wednesday, 23-Oct-24 14:00:07 GMT', 'Wed Oct 23 14:00:07 2024'])(
    'takes the form of %s',
    (header) => expect(retryAfterMs(header, NOW, HOUR)).toBe(7_000),
  );

  it('believes no absurd value', () => {
    expect(retryAfterMs('9'.repeat(400), NOW, HOUR)).toBe(HOUR);
    expect(retryAfterMs('Fri, 31 Dec 9999 23:59:59 GMT', NOW, HOUR)).toBe(HOUR);
  });

  it.each([
    undefined,
    '',
    '-5',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '2024-10-23T14:00:07Z',
    '10 s',
    'Xxx, 99 Yyy 2024 99:00:00 GMT',
  ])('says nothing as %j', (header) => expect(retryAfterMs(header, NOW, HOUR)).toBeUndefined());

  it('is a number from 0 to the cap, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), cap, (header, capMs) => {
        const wait = retryAfterMs(header, NOW, capMs) ?? 0;
        expect(wait >= 0 && wait <= capMs).toBe(true);
      }),
    );
  });
});
