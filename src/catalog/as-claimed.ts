import { nextTask, type Retention } from '../domain/letter/agenda.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { mayHaveHappened } from '../domain/letter/may-have-happened.js';
import type { Overwritten, Sight } from '../domain/letter/sight.js';
import { taskFields, type Summary } from './summary.js';

interface Known {
  sequence: number;
  byHand: boolean;
  readEtag(): string;
  summary(): Summary;
}

/** What a claim leaves as it is, of all that a summary is made of. */
const KEPT = [
  'event',
  'arrived',
  'received',
  'status',
  'error',
  'errorCode',
  'edits',
  'retryCount',
  'firstFailedAt',
  'failedAt',
  'nextRetryAt',
  'closedAt',
] as const satisfies readonly (keyof DeadLetter)[];

/**
 * The summary of a record that was claimed, made from what was known of it before: a claim only adds a lease and an attempt
 * without an end. Every retry claims its record, and a summary from scratch masks the reason and looks for the cause again.
 *
 * @param known the row of the record; `sequence` 0: a snapshot said it, which is never taken for known
 * @param now our own clock, milliseconds since the epoch
 * @returns `null` where more may have changed
 */
export function summaryOfClaim(
  known: Known,
  before: Overwritten | null,
  { etag, times, content }: Sight,
  retention: Retention,
  now: number,
): Summary | null {
  if (before === null || content.kind !== 'record' || known.sequence === 0 || known.byHand) return null;
  const { letter } = content;
  if (known.readEtag() !== before.etag || !isClaimOf(before.letter, letter)) return null;
  return {
    ...known.summary(),
    etag,
    // Our clock may have been set since the row was made; this time is told by the clock of the reading.
    nextRetryAt: letter.nextRetryAt,
    mayHaveHappened: mayHaveHappened(letter),
    ...taskFields(nextTask(letter, times, retention, now)),
  };
}

function isClaimOf(before: DeadLetter, after: DeadLetter): boolean {
  const { length } = before.attempts;
  return (
    after.attempts.length === length + 1 &&
    after.attempts[length]!.errorCode === null &&
    before.attempts.every((attempt, i) => attempt === after.attempts[i]) &&
    KEPT.every((field) => before[field] === after[field])
  );
}
