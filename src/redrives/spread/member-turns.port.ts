import type { JobItem } from '../run/member-queue.js';
import type { MemberTurn, MemberWork, TurnEnd } from '../run/member-work.js';
import type { JobRecord } from '../store/job-record.js';

/**
 * Has the turns of one job's members made, here or on another replica. The owner of the job keeps everything else: the
 * order, the canary, the pace and the results. Every adapter keeps these rules:
 *
 * - Each turn settles within a bounded time after its attempt must have ended, whatever becomes of the engine.
 * - An end is that of the member's record. Where it is not known how a turn ended that may have begun, the member has to
 *   be looked at again, and `maybeBegun` is true then.
 * - A turn that may not try (`mayTry: false`) is made by the owner, after nothing of the member can begin elsewhere.
 */
export interface MemberTurns {
  /** @throws what MemberWork.turn throws */
  turn(item: JobItem, turn: MemberTurn): Promise<TurnEnd>;

  /** Nothing more is asked for. */
  close(): Promise<void>;
}

export const TURN_SPREAD = Symbol('TURN_SPREAD');

/** Where the turns of jobs are made. */
export interface TurnSpread {
  /** Begins to make turns for the owners of jobs on other replicas. */
  start(): void;

  /**
   * The turns of a job that this replica owns.
   *
   * @param record as this replica has written it, with itself as the owner
   * @param work what this replica does with a member
   */
  turnsOf(record: JobRecord, work: MemberWork): MemberTurns;

  /** Takes no more turns of others, and gives back those that have not begun. Resolves when the others are finished. */
  stop(): Promise<void>;

  /** Lets the engine go, after `stop` and after the last of this replica's own turns. */
  close(): Promise<void>;
}
