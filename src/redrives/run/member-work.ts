import type { Member, WrittenOutcome } from '../../domain/job/job.js';

/** What a job is to its members. Read it anew for each change: somebody else may have resumed the job meanwhile. */
export interface JobContext {
  readonly jobId: string;
  /** Who started or resumed it last. */
  readonly by: string;
  /** Of that start or resumption. */
  readonly auditId: string | null;
}

/** How a member may be worked on. */
export interface MemberTurn {
  /** `false`: the job does not run. What has begun is brought to its end, and nothing begins. */
  mayTry: boolean;
  /** The job is paused: what may be tried again when it goes on gets no outcome. */
  isPaused?: boolean;
  /** The job was cancelled: what gets no outcome now gets none ever. */
  isOver?: boolean;
  /** Whether the job may have begun it before, on a replica that died or under a lease that was not settled. */
  maybeBegun: boolean;
  /** By the monotonic clock: nothing begins later. */
  startBy: number;
  /** Aborted: nothing begins. */
  signal: AbortSignal;
}

/** What is written of a member. */
export interface MemberResult {
  outcome: WrittenOutcome;
  errorCode: string | null;
  /** Masked. */
  error: string | null;
  fingerprint: string | null;
}

/**
 * How one turn of a member ended. `wait`: it has to be looked at again after `ms`; with `slow` nothing else of the job
 * should begin meanwhile. `blocked`: an older event of its contact comes first. `untried`: it may not be tried, and was
 * not; with `maybeBegun` an earlier attempt, whose worker stands still, may end yet. `pauseMs`: how long the target asked to be left alone.
 */
export type TurnEnd =
  | { kind: 'done'; result: MemberResult; pauseMs?: number | undefined }
  | { kind: 'wait'; ms: number; slow: boolean; maybeBegun: boolean }
  | { kind: 'blocked' }
  | { kind: 'untried'; maybeBegun?: boolean };

/** What a job does with each member. */
export interface MemberWork {
  /** @throws StoreError where nothing is certain; the member is looked at again */
  turn(member: Member, turn: MemberTurn): Promise<TurnEnd>;
}

/** The end of a member that needs no text. */
export function done(outcome: WrittenOutcome, error: string | null = null): TurnEnd {
  return { kind: 'done', result: { outcome, errorCode: null, error, fingerprint: null } };
}

/** After a lost race for a record, milliseconds. */
const RACE_PAUSE_MS = 200;

/** Somebody else was first: the next reading tells who. */
export function lostRace(maybeBegun: boolean): TurnEnd {
  return again(RACE_PAUSE_MS, maybeBegun);
}

/** The member has to be looked at again, and the others go on. */
export function again(ms: number, maybeBegun: boolean): TurnEnd {
  return { kind: 'wait', ms, slow: false, maybeBegun };
}
