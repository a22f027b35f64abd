import { jobPurgeAt, PLAN_KEPT_MS } from '../../domain/job/job-retention.js';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import type { JobIds } from '../store/job-ids.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import { timeOfJobId, type JobRecord } from '../store/job-record.js';
import type { JobRemains } from '../store/job-remains.js';

/**
 * From when a job counts as deleted until its objects are, milliseconds. A start that is under way meanwhile may still
 * write members; it fails at the record of the job.
 */
const REST_MS = 600_000;

export interface PurgeParts {
  ids: JobIds;
  jobs: Pick<JobStore, 'readAny' | 'change' | 'remove'>;
  remains: Pick<JobRemains, 'remove'>;
  /** How long jobs are kept after their end, milliseconds; 0: for ever. */
  keptMs: number;
  clock: Clock;
  log: Log;
  /** Aborted when the service ends. */
  signal: AbortSignal;
}

/**
 * Deletes jobs past their retention, in steps that each leave a whole job or none: its record says that it is deleted, so
 * that nobody sees it and no start succeeds; later its shards and its report go, and its record is the last.
 */
export class JobPurges {
  /** When to look at a job again, milliseconds since the epoch. Most jobs are read once in their time. */
  private readonly notBefore = new Map<string, number>();

  constructor(private readonly parts: PurgeParts) {}

  /** Goes through all jobs. What the store does not answer is tried at the next call. Never rejects. */
  async purge(): Promise<void> {
    const { ids, clock, log, signal, keptMs } = this.parts;
    if (keptMs === 0) return;
    try {
      const now = clock.now();
      for (const jobId of await ids.newestFirst()) {
        if (signal.aborted) return;
        const youngest = timeOfJobId(jobId) + Math.min(PLAN_KEPT_MS, keptMs);
        if (now >= Math.max(youngest, this.notBefore.get(jobId) ?? 0)) await this.purgeOne(jobId, now);
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.warn('jobs_not_purged', describeError(error));
    }
  }

  private async purgeOne(jobId: string, now: number): Promise<void> {
    const { jobs, remains, ids, keptMs, log } = this.parts;
    const job = await jobs.readAny(jobId);
    if (job === 'missing') {
      ids.forget(jobId);
      this.notBefore.delete(jobId);
    } else if (job === 'foreign') {
      // Somebody may put the job back, or a newer version has written it.
      this.notBefore.set(jobId, now + keptMs);
    } else if (job.record.deleted_at === null) {
      await this.markWhereDue(job, now);
    } else {
      const restAt = Date.parse(job.record.deleted_at) + REST_MS;
      this.notBefore.set(jobId, restAt);
      if (!isPast(restAt, now)) return;
      await remains.remove(jobId);
      await jobs.remove(job);
      log.info('job_purged', { job_id: jobId });
    }
  }

  private async markWhereDue(job: StoredJob, now: number): Promise<void> {
    const { job_id } = job.record;
    const at = jobPurgeAt(keptJob(job.record), this.parts.keptMs);
    this.notBefore.set(job_id, at ?? now + this.parts.keptMs);
    if (at === null || !isPast(at, now)) return;
    // Where somebody has changed the job meanwhile, its time is read again.
    const marked = await this.parts.jobs.change(job, { deleted_at: new Date(now).toISOString() });
    this.notBefore.set(job_id, marked === null ? now : now + REST_MS);
  }
}

/** Whether a time is over. One that cannot be read (`NaN`) never is, so a damaged record is kept. */
function isPast(at: number, now: number): boolean {
  return now >= at;
}

function keptJob({ state, owner, planned_at, ended_at }: JobRecord): Parameters<typeof jobPurgeAt>[0] {
  return {
    state,
    isOwned: owner !== null,
    plannedAt: Date.parse(planned_at),
    endedAt: ended_at === null ? null : Date.parse(ended_at),
  };
}
