import { describe, expect, it } from 'vitest';
import { Problem } from '../http/problem.js';
import { timelineWindow, type AskedWindow } from './timeline-window.js';

const NOW = Date.parse('2026-11-26T14:07:30Z');
const HOUR = 3_600_000;

const iso = (asked: AskedWindow) => {
  const { from, to, bucketMs, buckets } = timelineWindow(asked, NOW);
  return [new Date(from).toISOString(), new Date(to).toISOString(), bucketMs / 1_000, buckets];
};

describe('the window of a timeline', () => {
  it('is the last day in buckets of a quarter of an hour where nothing is asked for', () => {
    expect(iso({})).toEqual(['2026-11-25T14:00:00.000Z', '2026-11-26T14:07:30.000Z', 900, 97]);
  });

  it('begins where it is asked to, and its last bucket may be short', () => {
    expect(iso({ from: NOW - 90 * 60_000, bucketS: 3_600 })).toEqual([
      '2026-11-26T12:37:30.000Z',
      '2026-11-26T14:07:30.000Z',
      3_600,
      2,
    ]);
    expect(iso({ to: NOW - 24 * HOUR })[1]).toBe('2026-11-25T14:07:30.000Z');
  });

  it('has at most 100 buckets of a usual length, however long it is', () => {
    for (const hours of [1, 24, 24 * 30, 24 * 3_650]) {
      const { buckets } = timelineWindow({ from: NOW - hours * HOUR, to: NOW }, NOW);
      expect(buckets).toBeGreaterThan(0);
      expect(buckets).toBeLessThanOrEqual(101);
    }
  });

  it.each<[string, AskedWindow, object]>([
    ['a time that ends before it begins', { from: NOW, to: NOW - 1 }, { field: 'from' }],
    ['a time of no length', { from: NOW, to: NOW }, { field: 'from' }],
    ['the time to come', { from: NOW + HOUR }, { field: 'from', expected: 'a time before now' }],
    [
      'too many buckets',
      { bucketS: 1 },
      { field: 'bucket_s', expected: expect.stringContaining('at least 87,') },
    ],
  ])('refuses %s', (_what, asked, error) => {
    const thrown = (() => {
      try {
        return timelineWindow(asked, NOW);
      } catch (problem) {
        return problem;
      }
    })();
    expect(thrown).toBeInstanceOf(Problem);
    expect((thrown as Problem).details).toMatchObject({ status: 400, errors: [error] });
  });

  it('takes the shortest bucket that it names', () => {
    expect(timelineWindow({ bucketS: 87 }, NOW).buckets).toBeLessThanOrEqual(1_000);
  });
});
