import { isUnresolved, type Attempt, type DeadLetter } from '../../domain/letter/dead-letter.js';
import { timeLeft, type StoreTimes } from '../../domain/letter/lease.js';

/** Attempts of one job at one member whose worker was lost. After these the member counts as failed. */
const MAX_LOST = 2;

/**
 * What a record says of a member that is to be retried. `open`: it may be tried. `tried`: an attempt of the job has failed.
 * `lost`: so many workers were lost with it that it is not tried again. `waits`: an attempt of the job is under way, or its
 * worker has died; its lease runs out after `ms`.
 */
export type MemberState =
  | { kind: 'open'; lost: number }
  | { kind: 'tried'; attempt: Attempt }
  | { kind: 'lost'; attempt: Attempt }
  | { kind: 'waits'; ms: number }
  | { kind: 'succeeded' | 'leased' | 'changed' };

/** Reads what the job has done with a record, so that no attempt is made twice unless its outcome is unknown. */
export function memberStateOf(
  { attempts, lease, status }: Pick<DeadLetter, 'attempts' | 'lease' | 'status'>,
  jobId: string,
  times: StoreTimes,
): MemberState {
  const left = lease === null ? 0 : timeLeft(lease, times);
  const mine = attempts.filter((attempt) => attempt.jobId === jobId);
  if (lease !== null && left > 0) {
    const ofJob = mine.some(({ claimId }) => claimId === lease.claimId);
    return ofJob ? { kind: 'waits', ms: left } : { kind: 'leased' };
  }
  const last = mine.at(-1);
  if (last !== undefined && !isLost(last)) {
    return last.errorCode === null ? { kind: 'succeeded' } : { kind: 'tried', attempt: last };
  }
  if (!isUnresolved(status)) return { kind: 'changed' };
  if (last !== undefined && mine.length >= MAX_LOST) return { kind: 'lost', attempt: last };
  return { kind: 'open', lost: mine.length };
}

/** Nobody knows how it ended. */
function isLost({ errorCode, durationMs }: Attempt): boolean {
  return errorCode === 'worker_lost' || (errorCode === null && durationMs === null);
}
