import type { StopKind } from '../../domain/job/job.js';
import type { JobRecord } from '../store/job-record.js';

/** Why a job stopped itself, for people. @param detail of `unreadable`: which object, and what is wrong with it */
export function stopText(kind: StopKind, { stop }: Pick<JobRecord, 'stop'>, detail = ''): string {
  switch (kind) {
    case 'canary_failed':
      return `More than ${stop.failure_percent} % of a step of the canary failed (failure_percent).`;
    case 'failure_percent':
      return `More than ${stop.failure_percent} % of the latest ${stop.after} attempts failed (failure_percent, after).`;
    case 'new_cause':
      return 'A member failed for a cause that no member had before (on_new_cause).';
    case 'unreadable':
      return `The job cannot go on without an object of its own: ${detail}. Put the object back and resume the job, or cancel the job.`;
  }
}
