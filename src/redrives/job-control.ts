import type { AuditService } from '../audit/audit.service.js';
import type { AuditAction } from '../audit/audit-entry.js';
import type { Author } from '../audit/author.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import { allows, type JobCommand, type Pace } from '../domain/job/job.js';
import type { Clock } from '../runtime/clock.js';
import { countMoved, jobContended, jobIsEnding, jobRunning, jobState, noSuchJob } from './job-problems.js';
import { jobMembers, stillCorrected, takesOf, type ReadFilter, type Selects } from './plan/job-selection.js';
import { assertMay } from './role-of-action.js';
import type { JobRunner } from './run/job-runner.js';
import type { JobReports } from './store/job-reports.js';
import type { JobStore, StoredJob } from './store/job.store.js';
import { concealed } from './plan/shown-selection.js';
import type { JobRecord, JobSelection } from './store/job-record.js';
import type { RunningBook } from './store/running-book.js';
import type { ShardStore } from './store/shard.store.js';

/** How often a change is tried that meets the renewals of the owner. */
const MAX_TRIES = 5;

export interface ControlParts {
  jobs: JobStore;
  shards: Pick<ShardStore, 'writeMembers' | 'members'>;
  book: RunningBook;
  runner: JobRunner;
  reports: Pick<JobReports, 'write'>;
  catalogService: Pick<CatalogService, 'refresh' | 'catalog'>;
  audit: Pick<AuditService, 'record'>;
  readFilter: ReadFilter;
  clock: Clock;
  /** Is told of each job that comes to its end while no replica works on it. */
  ended: (record: JobRecord) => void;
}

/**
 * What people do with a job. Every method returns the job as it is then, and throws Problem 403, 404 or 409,
 * AuditUnavailable, or StoreError where nothing is certain: the change may have been made.
 */
export class JobControl {
  constructor(private readonly parts: ControlParts) {}

  /**
   * Freezes the membership after a full listing, and lets the job run on this replica.
   *
   * @param expectedCount how many members somebody expects; `undefined`: any number
   */
  async start(jobId: string, expectedCount: number | undefined, author: Author): Promise<JobRecord> {
    const { jobs, shards, book, runner, catalogService, clock } = this.parts;
    const job = await this.allowed(jobId, 'start');
    assertMay(job.record.action, author);
    const other = await book.holderBeside(jobId);
    if (other !== null) throw jobRunning(other);
    const takes = await this.takesOf(job.record);
    await catalogService.refresh();
    const members = jobMembers(catalogService.catalog, takes);
    const { total } = members;
    if (expectedCount !== undefined && expectedCount !== total) throw countMoved(expectedCount, total);
    const audit_id = await this.audited(job, 'job_started', author, { state: 'running', total });
    const names = await shards.writeMembers(jobId, members);
    await this.takeTurn(jobId);
    const sentAt = clock.monotonic();
    const started = await jobs.change(job, {
      ...runner.ownerOf(job.record),
      state: 'running',
      selection: keptOf(job.record),
      members: names,
      total,
      run_by: author.actor.name,
      audit_id,
      started_at: this.now(),
    });
    return this.adopted(jobId, started, sentAt);
  }

  private async takesOf({ selection, action, undoes }: JobRecord): Promise<Selects> {
    const { jobs, shards, readFilter } = this.parts;
    if (undoes === null) return takesOf(selection, action, readFilter);
    const undone = await jobs.read(undoes);
    if (undone === null) throw noSuchJob(undoes);
    return stillCorrected(undone.record, shards);
  }

  /** The job begins no more members. Those that have begun come to their end. */
  async pause(jobId: string, author: Author): Promise<JobRecord> {
    return this.change(jobId, 'pause', { action: 'job_paused', author, after: { state: 'paused' } }, () => ({
      state: 'paused',
    }));
  }

  /** The job goes on: a paused one where it was, one that has stopped itself with the next step of its canary. */
  async resume(jobId: string, author: Author): Promise<JobRecord> {
    const { jobs, runner, clock } = this.parts;
    const job = await this.allowed(jobId, 'resume');
    assertMay(job.record.action, author);
    const { state, owner } = job.record;
    if (state === 'stopped' && owner !== null) throw jobIsEnding(jobId);
    const audit_id = await this.audited(job, 'job_resumed', author, { state: 'running' });
    await this.takeTurn(jobId);
    const run_by = author.actor.name;
    const goesOn = { state: 'running', run_by, audit_id, stop_reason: null, ended_at: null } as const;
    // An owner that still ends what it has begun goes on with it.
    const mine = owner === null ? runner.ownerOf(job.record) : {};
    const sentAt = clock.monotonic();
    const resumed = await jobs.change(job, { ...goesOn, ...mine });
    if (owner === null) return this.adopted(jobId, resumed, sentAt);
    if (resumed === null) throw jobContended(jobId);
    await runner.follow(jobId);
    return resumed.record;
  }

  /** The job begins no more members, for good. */
  async cancel(jobId: string, author: Author): Promise<JobRecord> {
    const { runner, ended, reports } = this.parts;
    const asked = { action: 'job_cancelled', author, after: { state: 'cancelled' } } as const;
    const { job, before, sentAt } = await this.changed(jobId, 'cancel', asked, (record) => ({
      state: 'cancelled',
      selection: keptOf(record),
      ...(isOpen(record) ? runner.ownerOf(record) : {}),
      // An owner brings to its end what it has begun, and then says when that was.
      ...(record.owner === null && !isOpen(record) ? { ended_at: this.now() } : {}),
    }));
    const { record } = job;
    if (isOpen(before)) runner.adopt(job, sentAt);
    if (record.owner === null) {
      ended(record);
      await reports.write(record);
    }
    return record;
  }

  /** Changes how fast the job goes. */
  async setPace(jobId: string, pace: Partial<Pace>, author: Author): Promise<JobRecord> {
    const { ratePerSecond, concurrency } = pace;
    const change = {
      ...(ratePerSecond === undefined ? {} : { rate_per_second: ratePerSecond }),
      ...(concurrency === undefined ? {} : { concurrency }),
    };
    return this.change(jobId, 'change', { action: 'job_changed', author, after: change }, () => change);
  }

  private async change(...change: Parameters<JobControl['changed']>): Promise<JobRecord> {
    return (await this.changed(...change)).job.record;
  }

  private async changed(
    jobId: string,
    command: JobCommand,
    { action, author, after }: { action: AuditAction; author: Author; after: object },
    change: (record: JobRecord) => Partial<JobRecord>,
  ): Promise<{ job: StoredJob; before: JobRecord; sentAt: number }> {
    const { jobs, runner, clock } = this.parts;
    let job = await this.allowed(jobId, command);
    await this.audited(job, action, author, after);
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const sentAt = clock.monotonic();
      const changed = await jobs.change(job, change(job.record));
      if (changed !== null) {
        await runner.follow(jobId);
        return { job: changed, before: job.record, sentAt };
      }
      job = await this.allowed(jobId, command);
    }
    throw jobContended(jobId);
  }

  private async allowed(jobId: string, command: JobCommand): Promise<StoredJob> {
    const job = await this.parts.jobs.read(jobId);
    if (job === null) throw noSuchJob(jobId);
    if (!allows(job.record.state, command)) throw jobState(jobId, job.record.state, command);
    return job;
  }

  private audited(
    { record }: StoredJob,
    action: AuditAction,
    author: Author,
    after: object,
  ): Promise<string> {
    const { job_id, state, rate_per_second, concurrency } = record;
    const before = action === 'job_changed' ? { rate_per_second, concurrency } : { state };
    return this.parts.audit.record(author, { action, target: { job_id }, before, after });
  }

  private async takeTurn(jobId: string): Promise<void> {
    const turn = await this.parts.book.take(jobId);
    if (turn.kind === 'taken') throw turn.by === jobId ? jobContended(jobId) : jobRunning(turn.by);
  }

  private adopted(jobId: string, job: StoredJob | null, sentAt: number): JobRecord {
    if (job === null) throw jobContended(jobId);
    this.parts.runner.adopt(job, sentAt);
    return job.record;
  }

  private now(): string {
    return new Date(this.parts.clock.now()).toISOString();
  }
}

/** What a job keeps of its selection when nobody selects by it any more: ten thousand trace ids are too many for its record. */
function keptOf({ action, state, selection }: JobRecord): JobSelection {
  const kept = action === 'erase' && state === 'planned' ? concealed(selection) : selection;
  return { ...kept, trace_ids: null };
}

/**
 * Whether a job has members that a replica may have begun before it died, so that somebody has to look at how they ended:
 * it was paused then, or has stopped because it could not read them.
 */
function isOpen({ state, owner, begun_below }: JobRecord): boolean {
  return (state === 'paused' || state === 'stopped') && owner === null && begun_below > 0;
}
