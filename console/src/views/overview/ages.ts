import type { Stats } from '../../api/types.js';

export interface AgeBand {
  name: string;
  count: number;
  /** For the filter `from` and `to`, milliseconds since the epoch; `null`: open. */
  from: number | null;
  to: number | null;
}

const HOUR_MS = 3_600_000;

/** Unresolved events by the time since their first failure. */
export function agesOf(stats: Stats, now: number): AgeBand[] {
  const bands = [
    { name: 'under 1 hour', from: now - HOUR_MS, to: null },
    { name: '1 to 24 hours', from: now - 24 * HOUR_MS, to: now - HOUR_MS },
    { name: '1 to 2 days', from: now - 48 * HOUR_MS, to: now - 24 * HOUR_MS },
  ];
  const counted = bands.map((band) => ({
    ...band,
    count: countBetween(stats, band.from, band.to ?? Infinity),
  }));
  const inTwoDays = counted.reduce((sum, { count }) => sum + count, 0);
  const older = Math.max(0, unresolvedOf(stats) - inTwoDays);
  return [...counted, { name: 'over 2 days', count: older, from: null, to: now - 48 * HOUR_MS }];
}

/** Those that wait for a retry or a person. */
export function unresolvedOf({ by_status }: Stats): number {
  return (by_status.received ?? 0) + (by_status.pending ?? 0) + (by_status.parked ?? 0);
}

/** The statistics count by the hour, so that an hour belongs to the band in which its middle is. */
function countBetween({ by_hour }: Stats, from: number, to: number): number {
  return by_hour
    .filter(({ hour }) => {
      const middle = Date.parse(hour) + HOUR_MS / 2;
      return middle >= from && middle < to;
    })
    .reduce((sum, { count }) => sum + count, 0);
}
