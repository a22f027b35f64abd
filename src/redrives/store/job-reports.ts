import { noOutcomes, withNotTried, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import { OUTCOMES } from '../../domain/job/job.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { confirmedPut, patientRead, type CallBudget } from '../../store/confirmed-calls.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { JOB_CONTENT_TYPE } from './job.store.js';
import { reportKey, type JobRecord } from './job-record.js';
import type { ResultCounts, ResultSum } from './result-counts.js';

/** Reports that are remembered. A report is never changed. */
const MAX_KNOWN = 1_000;

/** What the results of a job come to. */
export type JobSum = Pick<ResultSum, 'counts' | 'versionsKept'>;

/** The last object of a job: how many members had which outcome. All methods throw StoreError. */
export class JobReports {
  private readonly known = new Map<string, JobSum>();

  constructor(
    private readonly store: ObjectStore,
    private readonly results: ResultCounts,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  /** Writes the report of a job that has ended, where nobody has yet. */
  async write(record: JobRecord): Promise<void> {
    const { job_id, action, state, started_at, ended_at, total } = record;
    const { store, clock, budget } = this;
    const key = reportKey(job_id);
    const seen = await patientRead(clock, budget, (signal) => store.head(key, { signal }));
    if (seen.outcome === 'found') return;
    const { counts: outcomes, versionsKept: versions_kept } = await this.counted(record);
    const remains = action === 'erase' ? { remains: { versions_kept } } : {};
    const write_id = this.newId();
    const report = { job_id, action, state, started_at, ended_at, total, outcomes, ...remains, write_id };
    const bytes = Buffer.from(JSON.stringify(report), 'utf8');
    const options = { condition: 'absent', contentType: JOB_CONTENT_TYPE, metadata: {} } as const;
    // A conflict: another replica has written the same numbers.
    await confirmedPut(store, clock, budget, key, bytes, options);
  }

  /** The outcomes of a job that is completed or cancelled: as its report has them, or counted where there is none. */
  async outcomes(record: JobRecord): Promise<JobSum> {
    const { job_id } = record;
    const known = this.known.get(job_id) ?? (await this.read(job_id));
    if (known === null) return this.counted(record);
    this.known.set(job_id, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MAX_KNOWN && oldest !== undefined) this.known.delete(oldest);
    return known;
  }

  /** The outcomes of a job that has ended. Nobody knows what became of members whose results are lost. */
  async counted(record: JobRecord): Promise<JobSum> {
    if (record.members.length === 0)
      return { counts: withNotTried(noOutcomes(), record.total), versionsKept: 0 };
    const { counts, versionsKept, isWhole } = await this.results.of(record);
    return { counts: isWhole ? withNotTried(counts, record.total) : counts, versionsKept };
  }

  private async read(jobId: string): Promise<JobSum | null> {
    const { store, clock, budget } = this;
    const read = await patientRead(clock, budget, (signal) => store.get(reportKey(jobId), { signal }));
    return read.outcome === 'missing' ? null : sumIn(read.object.bytes);
  }
}

/** `null`: it is no report. */
function sumIn(bytes: Uint8Array): JobSum | null {
  try {
    const { outcomes, remains } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      outcomes: Partial<OutcomeCounts>;
      remains?: { versions_kept: number };
    };
    const counts = noOutcomes();
    for (const outcome of OUTCOMES) {
      const count = outcomes[outcome] ?? 0;
      if (!Number.isSafeInteger(count)) return null;
      counts[outcome] = count;
    }
    return { counts, versionsKept: remains?.versions_kept ?? 0 };
  } catch {
    return null;
  }
}
