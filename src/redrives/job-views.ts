import { etaS } from '../domain/job/eta.js';
import { isFinal } from '../domain/job/job.js';
import { noOutcomes, progressOf, type OutcomeCounts } from '../domain/job/outcome-counts.js';
import type { Masking } from '../domain/masking/masking.js';
import type { Clock } from '../runtime/clock.js';
import { mapInOrder } from '../store/in-order.js';
import { keptElsewhere, type KeptElsewhere } from './kept-elsewhere.js';
import { noSuchJob } from './job-problems.js';
import { shownCorrection, type ShownCorrection } from './plan/shown-correction.js';
import type { JobIds } from './store/job-ids.js';
import type { JobStore } from './store/job.store.js';
import type { JobRecord } from './store/job-record.js';
import type { JobReports, JobSum } from './store/job-reports.js';
import { ranMs } from './store/run-time.js';
import type { ResultCounts } from './store/result-counts.js';

/** Jobs of a list that are read at once. */
const JOBS_AT_ONCE = 16;

/** A job with what its results come to. */
export interface JobView {
  record: JobRecord;
  counts: OutcomeCounts;
  /** Members of which earlier versions are still there. */
  versionsKept: number;
  /** What an erase leaves in other places; empty for other actions. */
  elsewhere: readonly KeptElsewhere[];
  /** `null`: the job does not correct. */
  correction: ShownCorrection | null;
  /** Seconds; `null`: it has ended. */
  etaS: number | null;
}

/** Jobs as people are shown them. All methods throw StoreError. */
export class JobViews {
  constructor(
    private readonly parts: {
      jobs: Pick<JobStore, 'read'>;
      ids: JobIds;
      counts: Pick<ResultCounts, 'of'>;
      reports: Pick<JobReports, 'outcomes' | 'counted'>;
      masking: Masking;
      clock: Clock;
    },
  ) {}

  /** @throws Problem 404 */
  async one(jobId: string): Promise<JobView> {
    return this.of(await this.record(jobId));
  }

  /** The latest planned first. @param before only jobs with a lower id */
  async page(limit: number, before: string | undefined): Promise<{ items: JobView[]; next: string | null }> {
    const all = await this.parts.ids.newestFirst();
    const ids = before === undefined ? all : all.filter((id) => id < before);
    const items: JobView[] = [];
    let seen = 0;
    for await (const view of mapInOrder(ids, Math.min(limit, JOBS_AT_ONCE), (id) => this.listed(id))) {
      seen++;
      if (view !== null) items.push(view);
      if (items.length < limit) continue;
      return { items, next: seen < ids.length ? items.at(-1)!.record.job_id : null };
    }
    return { items, next: null };
  }

  /** @throws Problem 404 */
  async record(jobId: string): Promise<JobRecord> {
    const read = await this.parts.jobs.read(jobId);
    if (read === null) throw noSuchJob(jobId);
    return read.record;
  }

  async of(record: JobRecord): Promise<JobView> {
    const ended = hasEnded(record);
    const { counts, versionsKept, elsewhere = keptElsewhere(record) } = await this.sum(record);
    const { done } = progressOf(counts);
    const ranForS = ranMs(record, this.parts.clock.now()) / 1_000;
    const pace = { remaining: record.total - done, ratePerSecond: record.rate_per_second, done, ranForS };
    const correction = shownCorrection(record.correction, this.parts.masking);
    const eta = ended ? null : etaS(pace);
    return { record, counts, versionsKept, elsewhere, correction, etaS: eta };
  }

  private async sum(record: JobRecord): Promise<JobSum> {
    const { counts, reports } = this.parts;
    if (hasEnded(record)) return isFinal(record.state) ? reports.outcomes(record) : reports.counted(record);
    return record.members.length === 0 ? { counts: noOutcomes(), versionsKept: 0 } : counts.of(record);
  }

  private async listed(jobId: string): Promise<JobView | null> {
    const read = await this.parts.jobs.read(jobId);
    if (read !== null) return this.of(read.record);
    this.parts.ids.forget(jobId);
    return null;
  }
}

/** Whether every member has its outcome: nothing runs, and what had begun has ended. */
export function hasEnded({ state, owner }: Pick<JobRecord, 'state' | 'owner'>): boolean {
  return (isFinal(state) || state === 'stopped') && owner === null;
}
