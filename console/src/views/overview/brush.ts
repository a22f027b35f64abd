import type { Timeline } from '../../api/types.js';
import { boundsOf, DEFAULT_RANGE, type ChartRange } from './ranges.js';

/** A time that was brushed, milliseconds since the epoch. */
export interface Brush {
  from: number;
  to: number;
}

/** What the chart asks for; times in RFC 3339. */
export interface ChartWindow {
  from?: string;
  to?: string;
  /** Absent, as the others: as the service has it. */
  bucket_s?: number;
}

/** Lengths of buckets, seconds. Each is a whole number of times the one before, so that buckets fit into those of a closer look. */
const BUCKETS_S = [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800];

/** Of the brushed time; what is around it comes in addition. */
const MOST_BUCKETS = 60;

/** The time that the address brushes; `null`: none. */
export function brushIn(range: ChartRange): Brush | null {
  return 'from' in range ? { from: Date.parse(range.from), to: Date.parse(range.to) } : null;
}

/**
 * The window of the chart. A brushed time is shown with half of its length before and behind it, so that it stays a part of
 * something and can be made larger again; buckets begin and end where it does.
 */
export function windowOf(range: ChartRange, now: number): ChartWindow {
  const brush = brushIn(range);
  // The usual range is what the service shows where nothing is asked for; that address is asked before any script ran.
  if (brush === null) return 'name' in range && range.name === DEFAULT_RANGE ? {} : boundsOf(range, now);
  const seconds = (brush.to - brush.from) / 1_000;
  const bucket_s = BUCKETS_S.find((length) => seconds / length <= MOST_BUCKETS) ?? BUCKETS_S.at(-1)!;
  // An address that somebody wrote: buckets would not end where it ends.
  if (seconds % bucket_s !== 0) return boundsOf(range, now);
  const around = Math.ceil(seconds / bucket_s / 2) * bucket_s * 1_000;
  const untilNow = Math.ceil((now - brush.to) / (bucket_s * 1_000)) * bucket_s * 1_000;
  const behind = Math.min(around, Math.max(untilNow, 0));
  const time = (ms: number) => new Date(ms).toISOString();
  return { from: time(brush.from - around), to: time(brush.to + behind), bucket_s };
}

/** The brush at the borders of the buckets that are nearest, at least one bucket. */
export function snapped({ from, to }: Brush, timeline: Timeline): Brush {
  const start = Date.parse(timeline.from);
  const length = timeline.bucket_s * 1_000;
  const border = (time: number) => Math.round((time - start) / length);
  const first = Math.min(Math.max(border(from), 0), timeline.other.counts.length - 1);
  const end = Math.min(Math.max(border(to), first + 1), timeline.other.counts.length);
  return { from: start + first * length, to: start + end * length };
}

/** The buckets that begin in the brushed time: the first, and the one behind the last. All where nothing is brushed. */
export function bucketsOf(timeline: Timeline, brush: Brush | null): [first: number, end: number] {
  const many = timeline.other.counts.length;
  if (brush === null) return [0, many];
  const at = (time: number) => Math.ceil((time - Date.parse(timeline.from)) / (timeline.bucket_s * 1_000));
  const within = (bucket: number) => Math.min(Math.max(bucket, 0), many);
  return [within(at(brush.from)), within(at(brush.to))];
}
