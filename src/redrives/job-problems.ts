import type { JobAction, JobCommand, JobState } from '../domain/job/job.js';
import { Problem } from '../http/problem.js';

/** The number of members is not the one that the caller expects. */
export function countMoved(expected: number, matched: number): Problem {
  const detail = `The job takes ${matched} dead letters now, and not ${expected}. Look at them, and plan again.`;
  const extensions = { expected_count: expected, matched };
  return new Problem({ status: 409, code: 'count_moved', detail, extensions });
}

export function noSuchJob(jobId: string): Problem {
  return new Problem({ status: 404, code: 'not_found', detail: `There is no job ${jobId}.` });
}

/** Another job runs or is paused. */
export function jobRunning(jobId: string): Problem {
  const detail = `The job ${jobId} runs or is paused; one job runs at a time.`;
  return new Problem({ status: 409, code: 'job_running', detail, extensions: { job_id: jobId } });
}

const DONE: Record<JobCommand, string> = {
  start: 'started',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  change: 'changed',
};

/** The state of the job does not allow what was asked for. */
export function jobState(jobId: string, state: JobState, command: JobCommand): Problem {
  return Problem.conflict('job_state', `The job ${jobId} is ${state}; it cannot be ${DONE[command]}.`);
}

/** The job has stopped, and what has begun has not ended yet. */
export function jobIsEnding(jobId: string): Problem {
  return Problem.conflict('job_state', `The job ${jobId} has stopped and still ends; ask again in a minute.`);
}

/** There is nothing that could be undone, or not yet. */
export function jobNotUndoable({
  job_id,
  action,
  state,
}: {
  job_id: string;
  action: JobAction;
  state: JobState;
}): Problem {
  const why = action === 'correct' ? `has not ended (${state})` : `does not correct, but ${action}`;
  return Problem.conflict('job_not_undoable', `The job ${job_id} ${why}; there is nothing to undo.`);
}

/** Somebody else changes the job at the same time. */
export function jobContended(jobId: string): Problem {
  return Problem.conflict('job_state', `The job ${jobId} was changed meanwhile; look at it again.`);
}
