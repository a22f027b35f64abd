import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { Clock } from '../runtime/clock.js';
import type { NewId } from '../runtime/runtime.module.js';
import type { JobControl } from './job-control.js';
import { jobNotUndoable, jobRunning, noSuchJob } from './job-problems.js';
import { hasEnded } from './job-views.js';
import { plannedJob, type JobOrder } from './plan/planned-job.js';
import type { JobStore } from './store/job.store.js';
import type { JobRecord } from './store/job-record.js';
import type { RunningBook } from './store/running-book.js';

/** Nothing is delivered, so nothing can fail that would stop the job. */
const WITHOUT_STOPS = {
  canary: [],
  stop: { failurePercent: 100, after: 1, onNewCause: false },
} satisfies Partial<JobOrder>;

export interface UndoParts {
  jobs: Pick<JobStore, 'read' | 'create'>;
  book: Pick<RunningBook, 'holderBeside'>;
  control: Pick<JobControl, 'start'>;
  audit: Pick<AuditService, 'record'>;
  clock: Clock;
  newId: NewId;
}

/** Undoes what a job has corrected, by a job of its own, which is planned and started in one step. */
export class JobUndo {
  constructor(private readonly parts: UndoParts) {}

  /**
   * @param jobId of a job that corrects and has ended
   * @returns the job that undoes, as it was started
   * @throws Problem 404; 409 where there is nothing to undo, or another job runs; AuditUnavailable; StoreError where
   *   nothing is certain: the job may be planned, or run
   */
  async undo(jobId: string, author: Author): Promise<JobRecord> {
    const { jobs, book, control, audit, clock, newId } = this.parts;
    const read = await jobs.read(jobId);
    if (read === null) throw noSuchJob(jobId);
    const { record } = read;
    if (record.action !== 'correct' || !hasEnded(record)) throw jobNotUndoable(record);
    const other = await book.holderBeside(jobId);
    if (other !== null) throw jobRunning(other);
    const undoes = plannedJob(orderOf(record), 0, author, clock.now(), newId());
    const target = { job_id: jobId };
    await audit.record(author, { action: 'job_undone', target, after: { job_id: undoes.job_id } });
    const created = await jobs.create(undoes);
    if (created === null) throw new Error(`another job has the id ${undoes.job_id}`);
    return control.start(undoes.job_id, undefined, author);
  }
}

function orderOf({ job_id, rate_per_second, concurrency }: JobRecord): JobOrder {
  return {
    action: 'undo',
    selection: { filter: null, trace_ids: null },
    correction: null,
    undoes: job_id,
    pace: { ratePerSecond: rate_per_second, concurrency },
    ...WITHOUT_STOPS,
  };
}
