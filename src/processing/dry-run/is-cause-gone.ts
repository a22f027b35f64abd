import type { DeadLetter } from '../../domain/letter/dead-letter.js';

/** Failures that are found before anybody outside is asked, so a dry run can find that they are gone. */
const JUDGED_HERE: readonly string[] = [
  'validation_failed',
  'unknown_schema_version',
  'upcast_failed',
  'schema_limit_exceeded',
  'schema_quarantined',
];

/**
 * Whether a dry run that passes says that the cause of a dead letter is gone. Where its target refused the event, only
 * another target is a reason to hope: a dry run asks no target.
 *
 * @param target the destination that the event would go to now
 */
export function isCauseGone(
  { errorCode, attempts }: Pick<DeadLetter, 'errorCode' | 'attempts'>,
  target: string | null,
): boolean {
  if (JUDGED_HERE.includes(errorCode)) return true;
  const failed = attempts.findLast((attempt) => attempt.errorCode !== null);
  return target !== (failed?.processor ?? null);
}
