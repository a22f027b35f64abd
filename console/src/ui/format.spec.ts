import { describe, expect, it } from 'vitest';
import { ago, count, counted, duration, localTime, shortCount, utc } from './format.js';

describe('formats', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
    [86_401, '1 d'],
    [90_061, '1 d 1 h'],
  ])('says %d s as %s', (seconds, words) => expect(duration(seconds)).toBe(words));

  it.each([
    [1_000, 'just now'],
    [65_000, '1 min ago'],
    [-7_200_000, 'in 2 h'],
    [3 * 86_400_000, '3 d ago'],
  ])('says %d ms ago as %s', (before, words) =>
    expect(ago(10_000_000_000 - before, 10_000_000_000)).toBe(words),
  );

  it('writes counts', () => {
    expect([count(12_345), shortCount(9_999), shortCount(12_345), shortCount(2_500_000)]).toEqual([
      '12,345',
      '9,999',
      '12.3k',
      '2.5M',
    ]);
    expect([counted(1, 'event'), counted(2, 'event'), counted(0, 'entry', 'entries')]).toEqual([
      '1 event',
      '2 events',
      '0 entries',
    ]);
  });

  it('writes times: short today, with the date on other days', () => {
    const now = new Date(2026, 10, 26, 20, 15).getTime();
    expect(localTime(now, now)).toBe('20:15:00');
    expect(localTime(new Date(2026, 9, 2, 3, 4).getTime(), now, false)).toBe('2 Oct, 03:04');
    expect(localTime(new Date(2024, 9, 2, 3, 4).getTime(), now, false)).toBe('2 Oct 2024, 03:04');
    expect(utc(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05 UTC');
  });
});
