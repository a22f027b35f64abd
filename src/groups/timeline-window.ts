import { Problem } from '../http/problem.js';

const DAY_MS = 86_400_000;

/** The most buckets of one answer. */
export const MAX_BUCKETS = 1_000;

/** Where nobody says how long a bucket is: the first of these, in seconds, by which there are at most USUAL_BUCKETS. */
const USUAL_SECONDS = [60, 300, 900, 3_600, 21_600, 86_400, 604_800];
const USUAL_BUCKETS = 100;

/** Equal pieces of time. Milliseconds since the epoch. */
export interface TimelineWindow {
  from: number;
  /** Not part of it. The last bucket may end before its length. */
  to: number;
  bucketMs: number;
  /** How many buckets there are. */
  buckets: number;
}

/** What is asked for, milliseconds since the epoch and seconds; what is not said is `undefined`. */
export interface AskedWindow {
  from?: number | undefined;
  to?: number | undefined;
  bucketS?: number | undefined;
}

/**
 * The window that a timeline shows: the last day until now, where nothing else is asked for.
 *
 * @throws Problem (400) where `from` is not before `to`, or there would be too many buckets
 */
export function timelineWindow({ from, to, bucketS }: AskedWindow, now: number): TimelineWindow {
  const end = to ?? Math.max(now, from ?? now);
  const start = from ?? end - DAY_MS;
  if (start >= end) throw Problem.badField('from', `a time before ${to === undefined ? 'now' : 'to'}`);
  const bucketMs = 1_000 * (bucketS ?? usualSeconds(end - start));
  // Whole hours and minutes are easier to read; a time that was asked for is taken as it is.
  const first = from ?? Math.floor(start / bucketMs) * bucketMs;
  const buckets = Math.ceil((end - first) / bucketMs);
  if (buckets > MAX_BUCKETS) {
    const least = Math.ceil((end - start) / 1_000 / (MAX_BUCKETS - 1));
    throw Problem.badField(
      'bucket_s',
      `at least ${least}, since an answer has at most ${MAX_BUCKETS} buckets`,
    );
  }
  return { from: first, to: end, bucketMs, buckets };
}

function usualSeconds(lengthMs: number): number {
  const seconds = lengthMs / 1_000;
  const usual = USUAL_SECONDS.find((one) => seconds / one <= USUAL_BUCKETS);
  return usual ?? Math.ceil(seconds / USUAL_BUCKETS);
}
