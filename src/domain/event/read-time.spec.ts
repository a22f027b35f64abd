import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTime } from './read-time.js';

const AT = Date.UTC(2026, 10, 26, 5, 47, 24);
const WHOLE_MINUTE = Date.UTC(2026, 10, 26, 5, 47);

describe.each(['UTC', 'Asia/Tokyo', 'America/Denver'])('reading a time on a machine in %s', (machine) => {
  const inZone = <T>(work: () => T): T => {
    vi.stubEnv('TZ', machine);
    return work();
  };
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['2026-11-26T05:47:24Z', AT],
    ['2026-11-26T05:47:24', AT],
    ['2026-11-26 05:47:24', AT],
    ['2026-11-26T05:47:24.123456789', AT + 123],
    ['2026-11-26t05:47:24,5z', AT + 500],
    ['2026-11-26T07:47:24+02:00', AT],
    ['2026-11-26T07:47:24+0200', AT],
    ['2026-11-25 22:47:24 -07', AT],
    ['2026-11-26 05:47:24 UTC', AT],
    ['2026-11-26T05:47', WHOLE_MINUTE],
    ['20261126T054724Z', AT],
    ['20261126T054724', AT],
    ['2026-11-26', Date.UTC(2026, 10, 26)],
    ['2026-11-26T24:00:00', Date.UTC(2026, 10, 27)],
    ['2016-12-31T23:59:60Z', Date.UTC(2016, 11, 31, 23, 59, 59)],
    ['11/26/2026 5:47:24 AM', AT],
    ['11/26/2026, 5:47:24\u202fAM', AT],
    ['11/26/2026 05:47 am', WHOLE_MINUTE],
    ['11/26/2026 12:00:00 AM', Date.UTC(2026, 10, 26)],
    ['11/26/2026 12:00:00 PM', Date.UTC(2026, 10, 26, 12)],
    ['1/2/2026 3:04:05 p.m.', Date.UTC(2026, 0, 2, 15, 4, 5)],
    ['Thu, 26 Nov 2026 05:47:24 GMT', AT],
    ['26 Nov 2026 07:47:24 +0200', AT],
    [`/Date(${AT})/`, AT],
    [`/Date(${AT}-0700)/`, AT],
    [String(AT / 1_000), AT],
    [`${AT / 1_000}.5`, AT + 500],
    [String(AT), AT],
    [`${AT}000`, AT],
    ['1.795672044e+09', AT],
    ['1795672044e3', AT],
  ])('%s', (text, expected) => {
    expect(inZone(() => readTime(text))).toBe(expected);
  });

  it.each([
    'evt 1',
    '1',
    '20261126',
    '20261126054724',
    '0',
    '-1795672044',
    '2026',
    '2026-11',
    'yesterday',
    'Nov 26 2026',
    '11/26/2026',
    '11/26/2026 17:47:24',
    '13/26/2026 5:47:24 AM',
    '11/26/2026 13:47:24 PM',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-26T25:00:00Z',
    '2026-11-26T05:60:00Z',
    '0000-00-00T00:00:00',
    '0001-01-01T00:00:00',
    'T05:47:24',
    '05:47:24',
    'NaN',
    'Infinity',
    '1e400',
    '/Date(x)/',
    '',
  ])('%j is none', (text) => {
    expect(inZone(() => readTime(text))).toBeNull();
  });
});

describe('a time that names no zone', () => {
  it('is of the zone that is configured, in summer and winter', () => {
    expect(readTime('2026-11-26T05:47:24', 'Asia/Tokyo')).toBe(AT - 9 * 3_600_000);
    expect(readTime('2026-11-26T05:47:24', 'America/Denver')).toBe(AT + 7 * 3_600_000);
    expect(readTime('7/1/2026 12:00:00 PM', 'America/Denver')).toBe(Date.UTC(2026, 6, 1, 18));
    expect(readTime('2026-11-26T05:47:24Z', 'Asia/Tokyo')).toBe(AT);
  });
});

it('reads the form of this service as it reads the same with a space before it, which goes the long way', () => {
  const upTo = (max: number) => fc.integer({ min: 0, max });
  const two = (number: number) => String(number).padStart(2, '0');
  const parts = fc.tuple(upTo(9_999), upTo(13), upTo(32), upTo(25), upTo(61), upTo(61), upTo(999));
  fc.assert(
    fc.property(parts, ([year, month, day, hour, minute, second, ms]) => {
      const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
      const text = `${date}T${two(hour)}:${two(minute)}:${two(second)}.${String(ms).padStart(3, '0')}Z`;
      expect(readTime(text)).toBe(readTime(` ${text}`));
    }),
    {
      examples: [
        [[2026, 11, 26, 5, 47, 24, 67]],
        [[2026, 2, 31, 0, 0, 0, 0]],
        [[2026, 11, 26, 24, 0, 0, 0]],
        [[2026, 11, 26, 5, 47, 60, 0]],
        [[99, 1, 1, 0, 0, 0, 0]],
        [[0, 1, 1, 0, 0, 0, 0]],
      ],
    },
  );
});
