import { noOutcomes, withNotTried, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import { OUTCOMES } from '../../domain/job/job.js';
import { OldestFirst } from '../../domain/text/oldest-first.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { confirmedPut, patientRead, type CallBudget } from '../../store/confirmed-calls.js';
import type { ObjectStore } from '../../store/object-store.port.js';
import { JOB_CONTENT_TYPE } from './job.store.js';
import { jobKey, reportKey, type JobRecord } from './job-record.js';
import { keptElsewhere, type KeptElsewhere } from '../kept-elsewhere.js';
import type { VersionPurge } from '../../store/versions/version-purge.js';
import type { ResultCounts, ResultSum } from './result-counts.js';

/** Reports that are remembered. A report is never changed. */
const MAX_KNOWN = 1_000;

/** What the results of a job come to. */
export interface JobSum extends Pick<ResultSum, 'counts' | 'versionsKept'> {
  /** What its report says an erase leaves in other places; absent: it has no report. */
  elsewhere?: readonly KeptElsewhere[];
}

export interface JobReportsParts {
  store: ObjectStore;
  versions: Pick<VersionPurge, 'purgeEarlier'>;
  results: ResultCounts;
  clock: Clock;
  budget: CallBudget;
  newId: NewId;
}

/** The last object of a job: how many members had which outcome. All methods throw StoreError. */
export class JobReports {
  private readonly known = new OldestFirst<JobSum>();

  constructor(private readonly parts: JobReportsParts) {}

  /** Writes the report of a job that has ended, where nobody has yet. */
  async write(record: JobRecord): Promise<void> {
    const { job_id, action, state, started_at, ended_at, total } = record;
    const { store, clock, budget, newId } = this.parts;
    const key = reportKey(job_id);
    const seen = await patientRead(clock, budget, (signal) => store.head(key, { signal }));
    if (seen.outcome === 'found') return;
    const { counts: outcomes, versionsKept: versions_kept } = await this.counted(record);
    const elsewhere = await this.leftBy(record);
    const remains = action === 'erase' ? { remains: { versions_kept, elsewhere } } : {};
    const write_id = newId();
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
    this.known.keepLatest(MAX_KNOWN);
    return known;
  }

  /** The outcomes of a job that has ended. Nobody knows what became of members whose results are lost. */
  async counted(record: JobRecord): Promise<JobSum> {
    if (record.members.length === 0)
      return { counts: withNotTried(noOutcomes(), record.total), versionsKept: 0 };
    const { counts, versionsKept, isWhole } = await this.parts.results.of(record);
    return { counts: isWhole ? withNotTried(counts, record.total) : counts, versionsKept };
  }

  /** What an erase leaves in other places. Earlier versions of its own object hold what it has selected by. */
  private async leftBy(record: JobRecord): Promise<readonly KeptElsewhere[]> {
    const elsewhere = keptElsewhere(record);
    if (elsewhere.length === 0) return elsewhere;
    const key = jobKey(record.job_id);
    const purge = await this.parts.versions.purgeEarlier(key);
    if (purge.outcome !== 'kept') return elsewhere;
    const own = { where: `earlier versions of ${key}`, what: `the filter of this job (${purge.reason}).` };
    return [own, ...elsewhere];
  }

  private async read(jobId: string): Promise<JobSum | null> {
    const { store, clock, budget } = this.parts;
    const read = await patientRead(clock, budget, (signal) => store.get(reportKey(jobId), { signal }));
    return read.outcome === 'missing' ? null : sumIn(read.object.bytes);
  }
}

/** `null`: it is no report. */
function sumIn(bytes: Uint8Array): JobSum | null {
  try {
    const { outcomes, remains } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      outcomes: Partial<OutcomeCounts>;
      remains?: { versions_kept: number; elsewhere?: KeptElsewhere[] };
    };
    const counts = noOutcomes();
    for (const outcome of OUTCOMES) {
      const count = outcomes[outcome] ?? 0;
      if (!Number.isSafeInteger(count)) return null;
      counts[outcome] = count;
    }
    const { versions_kept: versionsKept = 0, elsewhere } = remains ?? {};
    return { counts, versionsKept, ...(elsewhere && { elsewhere }) };
  } catch {
    return null;
  }
}
