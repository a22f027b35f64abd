/** What somebody can plan to do with many dead letters. */
export const PLAN_ACTIONS = ['retry', 'correct', 'discard', 'restore', 'erase'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

/** What a job can do with its members. `undo`: it puts back what the members of another job were corrected from. */
export const JOB_ACTIONS = [...PLAN_ACTIONS, 'undo'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** `stopped`: the job stopped itself; somebody may resume it. `completed` and `cancelled` are final. */
export const JOB_STATES = ['planned', 'running', 'paused', 'completed', 'cancelled', 'stopped'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What somebody can do with a job. */
export const JOB_COMMANDS = ['start', 'pause', 'resume', 'cancel', 'change'] as const;
export type JobCommand = (typeof JOB_COMMANDS)[number];

/**
 * What became of one member. Each member has exactly one outcome when the job has ended.
 *
 * - `corrected`: its event was corrected, and it waits for a person (`then: park`). Where it is retried, the outcome is that
 *   of the retry.
 * - `erased`: its record was deleted, and its earlier versions with it, where the store keeps any and lets us.
 * - `skipped_changed`: it was no longer what it was when the membership was frozen. `skipped_leased`: an attempt that is
 *   not the job's was under way. `skipped_blocked`: an older event of its contact is not done (ORDER_BY).
 * - `gone`: it was absent before the job came to it. `succeeded_or_gone`: it may have been under way when a replica died,
 *   and is absent now.
 * - `not_tried`: the job was cancelled or stopped before it came to it. No line is written for it.
 */
export const OUTCOMES = [
  'succeeded',
  'failed',
  'corrected',
  'discarded',
  'restored',
  'erased',
  'skipped_changed',
  'skipped_leased',
  'skipped_blocked',
  'gone',
  'succeeded_or_gone',
  'not_tried',
] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** An outcome that is written down. */
export type WrittenOutcome = Exclude<Outcome, 'not_tried'>;

/** What becomes of a member after its correction. */
export const AFTER_CORRECTION = ['retry', 'park'] as const;
export type AfterCorrection = (typeof AFTER_CORRECTION)[number];

/** How fast a job goes. */
export interface Pace {
  ratePerSecond: number;
  /** Members that are tried at the same time. */
  concurrency: number;
}

/** When a job stops itself. */
export interface StopRules {
  /** The greatest share of failures that is borne, percent. */
  failurePercent: number;
  /** The attempts that the share is counted over: the latest so many. Fewer attempts stop no job after its canary. */
  after: number;
  /** Whether a failure stops the job whose cause no member had before. */
  onNewCause: boolean;
}

/** Why a job stopped itself. `unreadable`: its members or results cannot be read. */
export type StopKind = 'canary_failed' | 'failure_percent' | 'new_cause' | 'unreadable';

/** One member of a job, as it was when the membership was frozen. */
export interface Member {
  traceId: string;
  key: string;
  etag: string;
  /** Why it failed last. */
  fingerprint: string;
}

const FROM: Record<JobCommand, readonly JobState[]> = {
  start: ['planned'],
  pause: ['running'],
  resume: ['paused', 'stopped'],
  cancel: ['planned', 'running', 'paused', 'stopped'],
  change: ['planned', 'running', 'paused', 'stopped'],
};

/** Whether somebody may give this command to a job in this state. */
export function allows(state: JobState, command: JobCommand): boolean {
  return FROM[command].includes(state);
}

/** Whether nothing can change the job any more. */
export function isFinal(state: JobState): boolean {
  return state === 'completed' || state === 'cancelled';
}

/** Whether the job keeps others from running: it runs, or may go on at any moment. */
export function isActive(state: JobState): boolean {
  return state === 'running' || state === 'paused';
}
