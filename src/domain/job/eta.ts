/** A job that has run for less than this says nothing yet about its pace, seconds. */
const LEAST_RUN_S = 10;

/** What is known of the pace of a job. */
export interface PaceSoFar {
  /** Members without an outcome. */
  remaining: number;
  ratePerSecond: number;
  /** Members with an outcome. */
  done: number;
  /** Since it started, seconds; 0: it has not started. */
  ranForS: number;
}

/** Seconds until a job has tried all members: at the set rate, or at the pace it has had where that is slower. */
export function etaS({ remaining, ratePerSecond, done, ranForS }: PaceSoFar): number {
  if (remaining <= 0) return 0;
  const measured = ranForS >= LEAST_RUN_S && done > 0 ? done / ranForS : Infinity;
  return Math.ceil(remaining / Math.min(ratePerSecond, measured));
}
