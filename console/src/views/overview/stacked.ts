import type { Timeline } from '../../api/types.js';

/** One coloured part of the chart. */
export interface Layer {
  /** `null`: all other causes together. */
  fingerprint: string | null;
  name: string;
  total: number;
  counts: readonly number[];
}

/** As many as there are colours. */
const MOST_LAYERS = 7;

/**
 * The causes with most arrivals, and all others together. Totals are of some buckets, those that are brushed.
 *
 * @param end behind the last of the buckets
 */
export function layersOf({ causes, other }: Timeline, [first, end]: readonly [number, number]): Layer[] {
  const totalOf = (counts: readonly number[]) =>
    counts.slice(first, end).reduce((sum, count) => sum + count, 0);
  const ranked = causes
    .map((cause) => ({ ...cause, total: totalOf(cause.counts) }))
    .toSorted((one, another) => another.total - one.total);
  const named = ranked.slice(0, MOST_LAYERS).map(({ fingerprint, error, target, total, counts }) => ({
    fingerprint,
    name: target === null ? error : `${error} (${target.replace(/^target:/, '')})`,
    total,
    counts,
  }));
  const rest = ranked.slice(MOST_LAYERS);
  const counts = other.counts.map((count, bucket) =>
    rest.reduce((sum, cause) => sum + (cause.counts[bucket] ?? 0), count),
  );
  if (counts.every((count) => count === 0)) return named;
  const name = `${rest.length + other.causes} other causes`;
  return [...named, { fingerprint: null, name, total: totalOf(counts), counts }];
}

/**
 * The heights at which the layers end: the last one is the sum of all. Drawn from the last to the first, each layer covers
 * what is below it.
 */
export function heightsOf(layers: readonly Layer[], buckets: number): number[][] {
  const sums = Array.from({ length: buckets }, () => 0);
  return layers.map(({ counts }) => sums.map((sum, bucket) => (sums[bucket] = sum + (counts[bucket] ?? 0))));
}

/** The start of each bucket, seconds since the epoch. */
export function startsOf({ from, bucket_s }: Timeline, buckets: number): number[] {
  const first = Date.parse(from) / 1_000;
  return Array.from({ length: buckets }, (_, bucket) => first + bucket * bucket_s);
}
