import { noOutcomes, withNotTried, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { confirmedPut, type CallBudget } from '../../store/confirmed-calls.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { JOB_CONTENT_TYPE } from './job.store.js';
import { jobPrefix, type JobRecord } from './job-record.js';
import type { ResultCounts } from './result-counts.js';

/** The last object of a job: how many members had which outcome. */
export class JobReports {
  constructor(
    private readonly store: ObjectStore,
    private readonly results: ResultCounts,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  /** Writes the report of a job that has ended, where nobody has yet. @throws StoreError */
  async write(record: JobRecord): Promise<void> {
    const { job_id, action, state, started_at, ended_at, total } = record;
    const outcomes = await this.outcomes(record);
    const report = { job_id, action, state, started_at, ended_at, total, outcomes, write_id: this.newId() };
    const bytes = Buffer.from(JSON.stringify(report), 'utf8');
    const options = { condition: 'absent', contentType: JOB_CONTENT_TYPE, metadata: {} } as const;
    const key = `${jobPrefix(job_id)}report.json`;
    // A conflict: another replica has written the same numbers.
    await confirmedPut(this.store, this.clock, this.budget, key, bytes, options);
  }

  private async outcomes(record: JobRecord): Promise<OutcomeCounts> {
    if (record.members.length === 0) return withNotTried(noOutcomes(), record.total);
    return withNotTried(await this.results.of(record), record.total);
  }
}
