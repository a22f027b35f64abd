import { JOB_ACTIONS } from '../../domain/job/job.js';
import type { Clock } from '../../runtime/clock.js';
import { BEGIN_WITHIN_MS, type JobStandings } from './job-standings.js';
import type { MemberShelf } from './member-shelf.js';
import type { TurnAnswer, TurnTask } from './turn-task.js';

const REFUSED: TurnAnswer = { kind: 'refused' };

/** Makes turns for the owner of a job, which may be another replica. */
export class TaskMaker {
  constructor(
    private readonly standings: Pick<JobStandings, 'of'>,
    private readonly shelf: Pick<MemberShelf, 'member'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a turn, where its job runs under the owner that asks and this version knows the job's action.
   *
   * @param stopping aborted: what has not begun is refused
   * @throws where nothing is certain
   */
  async perform({ jobId, claimId, n, maybeBegun }: TurnTask, stopping: AbortSignal): Promise<TurnAnswer> {
    const standing = await this.standings.of(jobId, claimId);
    if (standing === null || !JOB_ACTIONS.includes(standing.record.action)) return REFUSED;
    const member = await this.shelf.member(standing.record, n);
    if (member === null || stopping.aborted) return REFUSED;
    const { startBy, work } = standing;
    const late = new AbortController();
    const cancel = this.clock.after(Math.min(BEGIN_WITHIN_MS, startBy - this.clock.monotonic()), () =>
      late.abort(new Error('it could not begin in time')),
    );
    const signal = AbortSignal.any([stopping, late.signal]);
    try {
      return { kind: 'ended', end: await work.turn(member, { mayTry: true, maybeBegun, startBy, signal }) };
    } catch (error) {
      // Whatever ends with the signal has not begun.
      if (error === signal.reason) return REFUSED;
      throw error;
    } finally {
      cancel();
    }
  }
}
