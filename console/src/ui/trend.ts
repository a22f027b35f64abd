/** In which direction a cause goes. */
export type Trend = 'rising' | 'falling' | 'steady' | 'quiet';

const HOURS = 3;

/**
 * Compares the last three hours with the three before. The last number is of the hour that is not over yet, so that it
 * counts with the two before it.
 *
 * @param perHour 24 numbers, the last one of this hour
 */
export function trendOf(perHour: readonly number[]): Trend {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const recent = sum(perHour.slice(-HOURS));
  const before = sum(perHour.slice(-2 * HOURS, -HOURS));
  if (recent === 0) return 'quiet';
  if (recent > 1.25 * before) return 'rising';
  return recent < 0.75 * before ? 'falling' : 'steady';
}
