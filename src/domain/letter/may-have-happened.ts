import type { DeadLetter } from './dead-letter.js';

/** Failures after which nobody knows whether the target has done what the event asks for. */
const UNKNOWN_ENDS: ReadonlySet<string> = new Set(['worker_lost', 'processing_timeout', 'upstream_timeout']);

/**
 * Whether a target may already have done what the event asks for: an attempt ended without anybody knowing how, or began
 * and has no end. A record keeps its latest attempts, so an older one is not seen.
 */
export function mayHaveHappened({
  attempts,
  errorCode,
}: Pick<DeadLetter, 'attempts' | 'errorCode'>): boolean {
  return (
    UNKNOWN_ENDS.has(errorCode) ||
    attempts.some(
      (attempt) =>
        UNKNOWN_ENDS.has(attempt.errorCode ?? '') ||
        (attempt.errorCode === null && attempt.durationMs === null),
    )
  );
}
