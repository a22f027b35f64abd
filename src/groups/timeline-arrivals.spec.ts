import { describe, expect, it } from 'vitest';
import { withheld, type Summary } from '../catalog/summary.js';
import { countArrivals, MAX_TIMELINE_CAUSES } from './timeline-arrivals.js';

const WINDOW = { from: 1_000, to: 4_500, bucketMs: 1_000, buckets: 4 };
const AT_ONCE = { monotonic: () => 0, pause: () => Promise.reject(new Error('no pause is due')) };

const summary = (firstFailedAt: number, fingerprint: string, more: Partial<Summary> = {}): Summary => ({
  ...withheld('dlq/x', '', undefined),
  status: 'parked',
  firstFailedAt,
  fingerprint,
  ...more,
});

describe('arrivals', () => {
  it('are counted by cause and by the time of the first failure, whatever became of them', async () => {
    const { causes, other } = await countArrivals(
      [
        summary(1_000, 'a'),
        summary(1_999, 'a', { status: 'resolved' }),
        summary(4_499, 'a', { status: 'discarded', failedAt: 9_999 }),
        summary(2_000, 'b'),
        summary(999, 'a'),
        summary(4_500, 'a'),
        summary(2_000, '', { status: 'foreign' }),
        summary(2_000, 'a', { status: 'received' }),
        summary(2_000, 'a', { status: 'unreadable' }),
      ],
      WINDOW,
      AT_ONCE,
    );
    expect(causes.map(({ example, total, counts }) => [example.fingerprint, total, counts])).toEqual([
      ['a', 3, [2, 0, 0, 1]],
      ['b', 1, [0, 1, 0, 0]],
    ]);
    expect(other).toEqual({ causes: 0, counts: [0, 0, 0, 0] });
  });

  it('of the rarest causes are counted together', async () => {
    const many = Array.from({ length: MAX_TIMELINE_CAUSES + 3 }, (_, nth) => summary(1_000, `c${nth}`));
    const { causes, other } = await countArrivals([...many, summary(2_500, 'c52')], WINDOW, AT_ONCE);
    expect(causes).toHaveLength(MAX_TIMELINE_CAUSES);
    expect(causes[0]).toMatchObject({ total: 2, counts: [1, 1, 0, 0] });
    expect(other).toEqual({ causes: 3, counts: [3, 0, 0, 0] });
  });

  it('are counted in pieces, with others in between', async () => {
    const one = summary(1_000, 'a');
    const many = function* () {
      for (let nth = 0; nth < 200_000; nth++) yield one;
    };
    // Each look at the clock is 15 ms later than the one before.
    let [now, pauses] = [0, 0];
    const breather = { monotonic: () => (now += 15), pause: () => Promise.resolve(void pauses++) };
    const { causes } = await countArrivals(many(), WINDOW, breather);
    expect(causes[0]?.total).toBe(200_000);
    expect(pauses).toBeGreaterThan(20);
  });
});
