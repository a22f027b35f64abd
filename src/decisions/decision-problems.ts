import { noRecord, RECORD_PROBLEMS } from '../dlq/record-problems.js';
import type { UsableRecord } from '../dlq/usable-record.js';
import { preconditionFailed } from '../http/preconditions.js';
import { Problem } from '../http/problem.js';
import type { ProblemCode } from '../http/problem-examples.js';
import type { WrongStatus } from './discard.service.js';
import { latestChange } from './latest-change.js';
import type { Changed, Unchanged } from './letter-changes.js';

/** Every change of one dead letter may be answered with one of these. */
export const DECISION_PROBLEMS: ProblemCode[] = [
  ...RECORD_PROBLEMS,
  'invalid_request',
  'reason_required',
  'precondition_failed',
  'leased',
  'merged',
  'changed',
];

/** The record that a change left behind. @throws Problem where it was not made */
export function madeOf(traceId: string, outcome: Changed | Unchanged | WrongStatus): UsableRecord {
  switch (outcome.kind) {
    case 'done':
      return outcome.record;
    case 'missing':
    case 'corrupt':
    case 'unreadable':
      throw noRecord(traceId, outcome);
    case 'leased':
      throw Problem.conflict('leased', `Another attempt at ${traceId} is under way.`);
    case 'merged':
      throw Problem.conflict(
        'merged',
        `${traceId} was a second record of an event; it was merged into ${outcome.into}. Look at that one.`,
      );
    case 'stale':
      throw preconditionFailed(
        `${traceId} is no longer as If-Match says; read it again.${latestChange(outcome.now)}`,
        outcome.etag,
      );
    case 'changed': {
      const by = outcome.now === null ? '' : latestChange(outcome.now);
      throw Problem.conflict('changed', `${traceId} was changed meanwhile; look at it again.${by}`);
    }
    case 'not_open':
      throw Problem.conflict(
        'not_open',
        `${traceId} is ${outcome.status}, and only an unresolved dead letter can be changed.` +
          `${outcome.status === 'discarded' ? ' Restore it first.' : ''}${latestChange(outcome.now)}`,
      );
    case 'not_discarded':
      throw Problem.conflict(
        'not_discarded',
        `${traceId} is ${outcome.status}; only a discarded dead letter can be restored.${latestChange(outcome.now)}`,
      );
  }
}
