import { isActive } from '../../domain/job/job.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { confirmedPut, patientRead, type CallBudget } from '../../store/confirmed-calls.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { JOB_CONTENT_TYPE, type JobStore } from './job.store.js';
import { isJobId, JOBS_PREFIX, type JobRecord } from './job-record.js';

/** Names the job that runs, or ran last. It comes after the keys of all jobs. */
export const RUNNING_KEY = `${JOBS_PREFIX}running.json`;

/** What the object under RUNNING_KEY says. `jobId`: `null` where it says nothing that can be read. */
interface Named {
  jobId: string | null;
  etag: string;
}

/** `free`: the job that asked may run now. Otherwise another one has the turn. */
export type Turn = { kind: 'free' } | { kind: 'taken'; by: string };

/**
 * One job runs at a time on a bucket: the one that `jobs/running.json` names. A job takes the turn before it changes its
 * own state to `running`, so a crash between the two leaves the name of a job that does not run, and the next one takes
 * the turn away from it.
 *
 * Whoever takes the turn away rewrites the record of the job that had it first. Then a start of that job that is still
 * under way fails at its compare-and-set. A job that has the turn already takes it again, for the same reason.
 */
export class RunningBook {
  constructor(
    private readonly store: ObjectStore,
    private readonly jobs: Pick<JobStore, 'read' | 'change'>,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  /** The job that runs, or ran last; `null`: none has yet. @throws StoreError */
  async current(): Promise<string | null> {
    return (await this.read())?.jobId ?? null;
  }

  /** The other job that keeps this one from running; `null`: none does at the moment. @throws StoreError */
  async holderBeside(jobId: string): Promise<string | null> {
    const other = await this.current();
    if (other === null || other === jobId) return null;
    const read = await this.jobs.read(other);
    return read !== null && isHolding(read.record) ? other : null;
  }

  /**
   * Takes the turn for a job. Read the job before, and change its state to `running` by that reading afterwards.
   *
   * @throws StoreError where nothing is certain; the turn may be taken
   */
  async take(jobId: string): Promise<Turn> {
    const named = await this.read();
    if (named !== null && named.jobId !== null && named.jobId !== jobId) {
      const other = named.jobId;
      const read = await this.jobs.read(other);
      if (read !== null) {
        const { record } = read;
        if (isHolding(record)) return { kind: 'taken', by: other };
        const mayStillStart = record.state === 'planned' || record.state === 'stopped';
        if (mayStillStart && (await this.jobs.change(read, {})) === null) return { kind: 'taken', by: other };
      }
    }
    const bytes = Buffer.from(JSON.stringify({ job_id: jobId, write_id: this.newId() }), 'utf8');
    const condition = named === null ? 'absent' : { ifMatch: named.etag };
    const options = { condition, contentType: JOB_CONTENT_TYPE, metadata: {} } as const;
    const { outcome } = await confirmedPut(this.store, this.clock, this.budget, RUNNING_KEY, bytes, options);
    if (outcome === 'stored') return { kind: 'free' };
    return { kind: 'taken', by: (await this.current()) ?? jobId };
  }

  private async read(): Promise<Named | null> {
    const read = await patientRead(this.clock, this.budget, (signal) =>
      this.store.get(RUNNING_KEY, { signal }),
    );
    return read.outcome === 'missing' ? null : { jobId: jobIdIn(read.object.bytes), etag: read.object.etag };
  }
}

/** A cancelled job, or one that has stopped, holds the turn until what has begun has ended. */
function isHolding({ state, owner }: JobRecord): boolean {
  return isActive(state) || owner !== null;
}

function jobIdIn(bytes: Uint8Array): string | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as { job_id?: unknown } | null;
    return typeof value?.job_id === 'string' && isJobId(value.job_id) ? value.job_id : null;
  } catch {
    return null;
  }
}
