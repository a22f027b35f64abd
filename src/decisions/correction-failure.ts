import type { Failure } from '../domain/letter/failure.js';
import type { NoCorrection } from './event-correction.js';

/** What a correction that makes no event counts as, where it is one of many: the corrected event does not pass. */
export function failureOfCorrection(refusal: NoCorrection): Failure {
  const problems = refusal.kind === 'patch_failed' ? [refusal] : refusal.problems;
  const reason = problems.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
  return { code: 'validation_failed', reason, retryable: false };
}
