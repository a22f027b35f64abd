import type { UsableRecord } from '../dlq/usable-record.js';
import { Problem } from '../http/problem.js';
import type { NotCorrected, NothingToUndo, NotTheLatest } from './correction.service.js';
import { madeOf } from './decision-problems.js';
import type { Changed, Unchanged } from './letter-changes.js';

/**
 * The record that a correction or an undo left behind.
 *
 * @param isConditional whether the caller sent If-Match
 * @throws Problem where it was not made
 */
export function correctionOf(
  traceId: string,
  outcome: Changed | Unchanged | NotCorrected | NothingToUndo | NotTheLatest,
  isConditional: boolean,
): UsableRecord {
  switch (outcome.kind) {
    case 'patch_failed':
      throw unprocessable('patch_failed', 'The patch does not fit the event.', [
        { field: outcome.field, expected: outcome.expected },
      ]);
    case 'patch_refused':
      throw unprocessable('patch_refused', 'What the patch makes cannot be kept.', outcome.problems);
    case 'check_failed': {
      const { code, reason } = outcome.failure;
      throw new Problem({
        status: 422,
        code: 'validation_failed',
        detail: `The corrected event would fail again: ${reason}. ?force=true keeps it all the same.`,
        extensions: { error_code: code },
      });
    }
    case 'not_corrected':
    case 'not_the_latest':
      throw Problem.conflict('not_corrected', `The event of ${traceId} is the one that arrived.`);
    case 'changed':
      if (!isConditional) return madeOf(traceId, outcome);
      // The caller's condition held when the record was read, and did not when it was written.
      throw new Problem({
        ...changedProblem(traceId, outcome).details,
        status: 412,
        code: 'precondition_failed',
      });
    default:
      return madeOf(traceId, outcome);
  }
}

function changedProblem(traceId: string, outcome: Extract<Unchanged, { kind: 'changed' }>): Problem {
  try {
    madeOf(traceId, outcome);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('a change that was not made has a problem');
}

function unprocessable(
  code: string,
  detail: string,
  errors: Array<{ field: string; expected: string }>,
): Problem {
  return new Problem({ status: 422, code, detail, errors });
}
