import type { Clock } from '../../runtime/clock.js';
import type { JobContext, MemberTurn } from './member-work.js';

/** The lease of the job has run out on this replica, or the service ends. Nothing was written. */
export class OwnedNoLonger extends Error {
  override readonly name = 'OwnedNoLonger';
}

/**
 * The audit's entry of a job's change of a member. Ask for it just before the write.
 *
 * @throws OwnedNoLonger: another replica may have the job since, and has seen the record as it was
 */
export function auditIdFor(
  { auditId }: JobContext,
  { startBy, signal }: MemberTurn,
  clock: Pick<Clock, 'monotonic'>,
): string {
  if (signal.aborted || clock.monotonic() >= startBy) throw new OwnedNoLonger();
  return auditId ?? '';
}
