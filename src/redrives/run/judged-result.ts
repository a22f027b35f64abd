import type { WatchedAttempt } from '../../domain/job/job-watch.js';
import { isAttempt } from '../../domain/job/outcome-counts.js';
import type { ShownFailure } from '../store/job-record.js';
import type { Result } from '../store/shards.js';

/** Failures that a stop reason shows. */
const MAX_SHOWN_FAILURES = 10;

/** What the watch is told of a result; `null`: it was no attempt. */
export function attemptOf({
  outcome,
  fingerprint,
}: Pick<Result, 'outcome' | 'fingerprint'>): WatchedAttempt | null {
  if (!isAttempt(outcome)) return null;
  return { cause: outcome === 'failed' ? (fingerprint ?? '') : null };
}

/** Keeps the first failures, for the stop reason. */
export function noteFailure(
  failures: ShownFailure[],
  { trace_id, outcome, error_code, error }: Result,
): void {
  if (outcome !== 'failed' || failures.length >= MAX_SHOWN_FAILURES) return;
  failures.push({ trace_id, error_code, error: error ?? '' });
}
