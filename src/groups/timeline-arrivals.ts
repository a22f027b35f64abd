import { isRecord, type Summary } from '../catalog/summary.js';
import type { SummaryRow } from '../catalog/table/row-cursor.js';
import type { TimelineWindow } from './timeline-window.js';

/** Causes with counts of their own: those with most arrivals. The others are counted together. */
export const MAX_TIMELINE_CAUSES = 50;

/** Summaries between two looks at the clock. */
const BATCH = 2_048;

/** How long a piece of the count may keep others from the event loop, milliseconds. */
const MAX_PIECE_MS = 10;

/** What is shown of one dead letter of a cause. */
type Example = Pick<Summary, 'fingerprint' | 'errorCode' | 'target' | 'error'>;

/** Dead letters of one cause by the bucket of their first failure. */
export interface Arrivals {
  /** One of them. */
  example: Example;
  total: number;
  counts: number[];
}

export interface TimelineArrivals {
  /** The causes with most arrivals, most first. */
  causes: Arrivals[];
  /** All other causes together; `causes` says how many there are. */
  other: { causes: number; counts: number[] };
}

/** What lets others work while a long count goes on. */
export interface Breather {
  monotonic(): number;
  /** Resolves when others had their turn. */
  pause(): Promise<void>;
}

/**
 * Counts dead letters by their cause and the time of their first failure, in pieces, so that nobody waits for the whole.
 * A record that comes or goes meanwhile may be counted or not, and never twice.
 */
export async function countArrivals(
  rows: Iterable<Counted>,
  { from, to, bucketMs, buckets }: TimelineWindow,
  breather: Breather,
): Promise<TimelineArrivals> {
  const byCause = new Map<string, CauseCount>();
  let begunAt = breather.monotonic();
  let looked = 0;
  const look = (row: Counted) => {
    const { firstFailedAt, fingerprint } = row;
    if (firstFailedAt < from || firstFailedAt >= to || !hasFailed(row)) return;
    let cause = byCause.get(fingerprint);
    if (cause === undefined) {
      const { errorCode, target, error } = row;
      cause = { example: { fingerprint, errorCode, target, error }, total: 0, byBucket: new Map() };
      byCause.set(fingerprint, cause);
    }
    cause.total++;
    const bucket = Math.floor((firstFailedAt - from) / bucketMs);
    cause.byBucket.set(bucket, (cause.byBucket.get(bucket) ?? 0) + 1);
  };
  for (const row of rows) {
    look(row);
    // The row was read: after the pause another one may lie there.
    if (++looked % BATCH === 0 && breather.monotonic() - begunAt >= MAX_PIECE_MS) {
      await breather.pause();
      begunAt = breather.monotonic();
    }
  }
  const ranked = [...byCause.values()].toSorted((a, b) => b.total - a.total);
  const rest = ranked.slice(MAX_TIMELINE_CAUSES);
  const causes = ranked.slice(0, MAX_TIMELINE_CAUSES).map(({ example, total, byBucket }) => ({
    example,
    total,
    counts: addTo(noCounts(buckets), byBucket),
  }));
  const counts = noCounts(buckets);
  for (const { byBucket } of rest) addTo(counts, byBucket);
  return { causes, other: { causes: rest.length, counts } };
}

type Counted = Pick<SummaryRow, 'status' | 'firstFailedAt' | keyof Example>;

/** A cause while it is counted. Many causes have few arrivals each, so empty buckets take no memory. */
interface CauseCount {
  example: Example;
  total: number;
  byBucket: Map<number, number>;
}

function addTo(counts: number[], byBucket: ReadonlyMap<number, number>): number[] {
  for (const [bucket, count] of byBucket) counts[bucket]! += count;
  return counts;
}

/** A record that was stored before its first attempt has not failed yet, and of a foreign object nobody knows the cause. */
function hasFailed(row: Counted): boolean {
  return row.fingerprint !== '' && isRecord(row) && row.status !== 'received';
}

function noCounts(buckets: number): number[] {
  return Array.from({ length: buckets }, () => 0);
}
