import type { Author } from '../../audit/author.js';
import type { JobAction, Pace, StopRules } from '../../domain/job/job.js';
import {
  JOB_RECORD_VERSION,
  newJobId,
  type JobCorrection,
  type JobRecord,
  type JobSelection,
} from '../store/job-record.js';

/** What a job is to do. */
export interface JobOrder {
  action: JobAction;
  selection: JobSelection;
  correction: JobCorrection | null;
  /** The job whose corrections it undoes; absent: none. */
  undoes?: string;
  pace: Pace;
  canary: number[];
  stop: StopRules;
}

/**
 * A job that nobody has started yet.
 *
 * @param matched how many members it would have now
 * @param now milliseconds since the epoch
 */
export function plannedJob(
  { action, selection, correction, undoes, pace, canary, stop }: JobOrder,
  matched: number,
  { actor, reason }: Author,
  now: number,
  unique: string,
): Omit<JobRecord, 'write_id'> {
  return {
    job_id: newJobId(now, unique),
    record_version: JOB_RECORD_VERSION,
    action,
    state: 'planned',
    stop_reason: null,
    selection,
    correction,
    undoes: undoes ?? null,
    rate_per_second: pace.ratePerSecond,
    concurrency: pace.concurrency,
    canary,
    stop: { failure_percent: stop.failurePercent, after: stop.after, on_new_cause: stop.onNewCause },
    by: actor.name,
    reason,
    run_by: null,
    audit_id: null,
    planned_at: new Date(now).toISOString(),
    started_at: null,
    ended_at: null,
    total: matched,
    members: [],
    sealed: [],
    unsealed: [],
    owner: null,
    owners: 0,
    begun_below: 0,
    deleted_at: null,
    ran_ms: 0,
    running_since: null,
    step: 0,
    judged: 0,
  };
}
