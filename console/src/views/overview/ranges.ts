/** The times that the chart can show. */
export const RANGES = [
  { name: '1 h', label: 'last hour', seconds: 3_600 },
  { name: '6 h', label: 'last 6 hours', seconds: 6 * 3_600 },
  { name: '24 h', label: 'last 24 hours', seconds: 24 * 3_600 },
  { name: '7 d', label: 'last 7 days', seconds: 7 * 86_400 },
  { name: '30 d', label: 'last 30 days', seconds: 30 * 86_400 },
] as const;

export const DEFAULT_RANGE = '24 h';

/** A range that ends now, or one that was brushed; times in RFC 3339. */
export type ChartRange = { name: string; seconds: number } | { from: string; to: string };

/** The range that the address names. */
export function rangeIn(query: URLSearchParams): ChartRange {
  const from = query.get('from');
  const to = query.get('to');
  if (from !== null && to !== null && Date.parse(from) < Date.parse(to)) return { from, to };
  const { name, seconds } = RANGES.find(({ name }) => name === query.get('range')) ?? RANGES[2];
  return { name, seconds };
}

/** Begin and end at a time. A range that ends now ends with the second that has begun. */
export function boundsOf(range: ChartRange, now: number): { from: string; to: string } {
  if ('from' in range) return range;
  const end = Math.ceil(now / 1_000) * 1_000;
  return { from: new Date(end - range.seconds * 1_000).toISOString(), to: new Date(end).toISOString() };
}
