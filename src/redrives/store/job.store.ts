import type { StoreTimes } from '../../domain/letter/lease.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from '../../store/confirmed-calls.js';
import { listedPages } from '../../store/listed-pages.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import {
  decodeJob,
  encodeJob,
  isJobId,
  jobKey,
  jobPrefix,
  JOBS_PREFIX,
  type JobRecord,
} from './job-record.js';
import { runTimeAfter } from './run-time.js';

/** A job as it was read or written, with what a compare-and-set needs. */
export interface StoredJob {
  record: JobRecord;
  etag: string;
  /** Of the reading, by the store's clock; `null`: this process has just written it. */
  times: StoreTimes | null;
}

export const JOB_CONTENT_TYPE = 'application/json';
const OPTIONS = { contentType: JOB_CONTENT_TYPE, metadata: {} } as const;

/** Comes after every key of a job. */
const LAST_OF_JOB = '~';

/** Jobs in the store. All methods throw StoreError where the store gives no usable answer. */
export class JobStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  /** @returns `null` where another job has the id */
  async create(job: Omit<JobRecord, 'write_id'>): Promise<StoredJob | null> {
    return this.write(job, 'absent');
  }

  /** `null`: there is no such job, it is deleted, or this version cannot read it. */
  async read(jobId: string): Promise<StoredJob | null> {
    if (!isJobId(jobId)) return null;
    const job = await this.readAny(jobId);
    return typeof job === 'string' || job.record.deleted_at !== null ? null : job;
  }

  /** A job, also one that counts as deleted. `foreign`: what lies there is no job that this version can read. */
  async readAny(jobId: string): Promise<StoredJob | 'missing' | 'foreign'> {
    const read = await patientRead(this.clock, this.budget, (signal) =>
      this.store.get(jobKey(jobId), { signal }),
    );
    if (read.outcome === 'missing') return 'missing';
    const { bytes, etag, lastModified, storeTime } = read.object;
    const record = decodeJob(jobId, bytes);
    return record === null ? 'foreign' : { record, etag, times: { lastModified, storeTime } };
  }

  /** Changes a job that was read, unless somebody else has changed it meanwhile. @returns `null`: somebody has */
  async change({ record, etag }: StoredJob, change: Partial<JobRecord>): Promise<StoredJob | null> {
    const { state = record.state } = change;
    const ran = runTimeAfter(record, state, this.clock.now());
    return this.write({ ...record, ...change, ...ran }, { ifMatch: etag });
  }

  /** Removes the record of a job that counts as deleted: nobody changes it any more. */
  async remove({ record, etag }: StoredJob): Promise<void> {
    await confirmedRemove(this.store, this.clock, this.budget, jobKey(record.job_id), etag);
  }

  /**
   * The ids of jobs in the order in which they were planned. One call to the store for each.
   *
   * @param from the least id; empty: all
   */
  async *ids(from = ''): AsyncGenerator<string, void, undefined> {
    let startAfter = from === '' ? undefined : JOBS_PREFIX + from;
    for (;;) {
      const key = await this.firstKey(startAfter);
      if (key === null) return;
      const id = key.slice(JOBS_PREFIX.length).split('/', 1)[0] ?? '';
      if (isJobId(id)) yield id;
      startAfter = isJobId(id) ? jobPrefix(id) + LAST_OF_JOB : key;
    }
  }

  private async firstKey(startAfter: string | undefined): Promise<string | null> {
    const query = { prefix: JOBS_PREFIX, startAfter, limit: 1 };
    for await (const [first] of listedPages(this.store, this.clock, this.budget, query)) {
      if (first !== undefined) return first.key;
    }
    return null;
  }

  private async write(
    job: Omit<JobRecord, 'write_id'>,
    condition: 'absent' | { ifMatch: string },
  ): Promise<StoredJob | null> {
    const record = { ...job, write_id: this.newId() };
    const options = { ...OPTIONS, condition };
    const key = jobKey(job.job_id);
    const result = await confirmedPut(this.store, this.clock, this.budget, key, encodeJob(record), options);
    return result.outcome === 'stored' ? { record, etag: result.etag, times: null } : null;
  }
}
