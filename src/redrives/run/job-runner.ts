import { timeLeft } from '../../domain/letter/lease.js';
import { isFinal, OUTCOMES, type Outcome } from '../../domain/job/job.js';
import { describeError } from '../../runtime/logger.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { StoreError } from '../../store/store-error.js';
import type { JobReports } from '../store/job-reports.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import type { JobRecord } from '../store/job-record.js';
import type { RunningBook } from '../store/running-book.js';
import { writerName } from '../store/shards.js';
import { JobSession, type SessionParts } from './job-session.js';

/** Between two looks at the job that runs, milliseconds. */
const POLL_MS = 5_000;

/** The lease of an owner, milliseconds. With the poll and the grace of a lease, a job is taken over within a minute. */
export const OWNER_TTL_MS = 30_000;

export interface RunnerParts extends Omit<SessionParts, 'jobs'> {
  jobs: JobStore;
  book: Pick<RunningBook, 'current'>;
  reports: Pick<JobReports, 'write'>;
  newId: NewId;
  replica: string;
  /** Is told of each job that this replica has brought to an end. */
  ended: (record: JobRecord) => void;
}

/**
 * Works on the job that runs, where this replica owns it. It owns a job that was started or resumed here, and takes over
 * one whose owner has let its lease run out.
 */
export class JobRunner {
  private session: JobSession | null = null;
  private working: Promise<void> = Promise.resolve();
  private cancel = (): void => {};
  /** The job that has ended and needs nothing more. */
  private settled: string | null = null;

  constructor(private readonly parts: RunnerParts) {}

  /** Begins to look for a job to take over. */
  start(): void {
    this.pollLater();
  }

  /** Begins nothing more. Resolves when what has begun is finished, and another replica may go on. */
  async stop(): Promise<void> {
    this.cancel();
    await this.working;
  }

  /** How many members of the job have which outcome, while this replica works on it. */
  get outcomes(): Array<[Outcome, number]> {
    const counts = this.session?.counts;
    return counts === undefined ? [] : OUTCOMES.map((outcome) => [outcome, counts[outcome]]);
  }

  /** What makes this replica the owner of a job, for the change that starts or resumes it. */
  ownerOf({ owners, unsealed }: JobRecord): Pick<JobRecord, 'owner' | 'owners' | 'unsealed'> {
    const { newId, replica } = this.parts;
    const writer = writerName(replica, owners + 1);
    const owner = { claim_id: newId(), replica, writer, ttl_ms: OWNER_TTL_MS };
    return { owner, owners: owners + 1, unsealed: [...unsealed, writer] };
  }

  /**
   * Works on a job that this replica owns.
   *
   * @param job as this replica has written it
   * @param sentAt when that write was sent, by the monotonic clock
   */
  adopt(job: StoredJob, sentAt: number): void {
    this.working = this.working
      .then(() => this.workOn(job, sentAt + OWNER_TTL_MS))
      .catch((error: unknown) => {
        // An object that somebody has damaged must not keep this replica from the next job.
        this.session = null;
        this.parts.log.error('job_broke_off', { job_id: job.record.job_id, ...describeError(error) });
      });
  }

  /** Somebody has changed a job here: where this replica works on it, it follows at once. */
  async follow(jobId: string): Promise<void> {
    if (this.session?.record.job_id === jobId) await this.session.look();
  }

  /** Takes the job that runs over, where nobody owns it any more. @throws StoreError */
  async poll(): Promise<void> {
    const { book, jobs, reports, clock } = this.parts;
    const jobId = await book.current();
    if (jobId === null || jobId === this.settled) return;
    const job = await jobs.read(jobId);
    if (job === null) return;
    const { record } = job;
    if (isFinal(record.state) && record.owner === null) {
      await reports.write(record);
      this.settled = jobId;
    } else if (isFree(job)) {
      const sentAt = clock.monotonic();
      const mine = await jobs.change(job, this.ownerOf(record));
      if (mine === null) return;
      this.parts.log.info('job_taken_over', { job_id: jobId, replica: record.owner?.replica ?? '' });
      this.adopt(mine, sentAt);
    }
  }

  private async workOn(job: StoredJob, validUntil: number): Promise<void> {
    const { parts } = this;
    this.session = new JobSession(job, validUntil, parts);
    const left = await this.session.run();
    this.session = null;
    if (left === null || left.owner !== null) return;
    const { state } = left;
    if (state !== 'paused' && state !== 'running') parts.ended(left);
    if (isFinal(state)) await this.report(left);
  }

  private async report(record: JobRecord): Promise<void> {
    try {
      await this.parts.reports.write(record);
    } catch (error) {
      // The next poll of any replica writes it.
      if (!(error instanceof StoreError)) throw error;
      this.parts.log.warn('job_report_not_stored', { job_id: record.job_id, ...describeError(error) });
    }
  }

  private pollLater(): void {
    if (this.parts.signal.aborted) return;
    this.cancel = this.parts.clock.after(POLL_MS, () => void this.pollNow());
  }

  private async pollNow(): Promise<void> {
    try {
      if (this.session === null) await this.poll();
    } catch (error) {
      this.parts.log.warn('jobs_not_polled', describeError(error));
    }
    this.pollLater();
  }
}

/** Whether a job has work to do, and nobody who does it. */
function isFree({ record: { state, owner }, times }: StoredJob): boolean {
  if (owner === null) return state === 'running';
  const lease = { claimId: owner.claim_id, owner: owner.replica, ttlMs: owner.ttl_ms };
  return times !== null && timeLeft(lease, times) <= 0;
}
