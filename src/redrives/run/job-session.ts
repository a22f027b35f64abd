import { isAttempt, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import type { JobWatch } from '../../domain/job/job-watch.js';
import { OUTCOMES, type StopKind } from '../../domain/job/job.js';
import { sleep, type Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import type { JobRecord, ShownFailure } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';
import { JobRun } from './job-run.js';
import { readPast, type JobPast } from './job-past.js';
import { MemberSource } from './member-source.js';
import type { JobItem } from './member-queue.js';
import type { JobContext, MemberWork } from './member-work.js';
import { Ownership, OwnershipLost } from './ownership.js';
import { ResultBook, WINDOW } from './result-book.js';
import { Wake } from './wake.js';

/** Between two tries of what the job cannot go on without, milliseconds. */
const AGAIN_MS = 1_000;

/** Tries to read what was stored of a job, before it counts as unreadable. */
const MAX_READS = 10;

export interface SessionParts {
  jobs: Pick<JobStore, 'read' | 'change'>;
  shards: ShardStore;
  /** What is done with each member. */
  workOf: (record: JobRecord, job: JobContext) => MemberWork;
  clock: Clock;
  log: Log;
  /** Aborted when the service ends. */
  signal: AbortSignal;
}

/**
 * One replica's work on a job, from when it owns the job until the job ends or is paused, the service ends, or another
 * replica owns the job.
 */
export class JobSession {
  private readonly wake: Wake;
  private readonly ownership: Ownership;
  private readonly book: ResultBook;

  /**
   * @param job as this replica has written it, with itself as the owner
   * @param validUntil when its lease ends, by the monotonic clock
   */
  constructor(
    job: StoredJob,
    validUntil: number,
    private readonly parts: SessionParts,
  ) {
    const { clock, log } = parts;
    const { job_id: jobId, total, owner } = job.record;
    this.wake = new Wake(clock);
    this.ownership = new Ownership(job, validUntil, parts, () => this.wake.now());
    const of = { jobId, total, writer: owner?.writer ?? '' };
    this.book = new ResultBook(of, { shards: parts.shards, clock, log }, () => this.wake.now());
  }

  get record(): JobRecord {
    return this.ownership.record;
  }

  /** The outcomes so far. */
  get counts(): OutcomeCounts {
    return this.book.counts;
  }

  /** Looks at once at what somebody has asked for. */
  look(): Promise<void> {
    return this.ownership.look();
  }

  /**
   * Never rejects.
   *
   * @returns the job as this replica has left it; `null`: another replica owns it, or nothing is certain
   */
  async run(): Promise<JobRecord | null> {
    try {
      await this.insist(() => this.seal());
      const past = await this.past();
      if (past !== null) await this.goOn(past);
      return this.record;
    } catch (error) {
      const { job_id } = this.record;
      if (error instanceof OwnershipLost) this.parts.log.warn('job_lost', { job_id });
      else this.parts.log.error('job_broke_off', { job_id, ...describeError(error) });
      return null;
    } finally {
      this.ownership.stop();
      this.book.stop();
    }
  }

  /** What earlier owners have stored by now counts, and nothing that they store later. */
  private async seal(): Promise<void> {
    const written = await this.parts.shards.written(this.record);
    await this.ownership.change(({ owner }) => {
      const mine = owner!.writer;
      return { sealed: written.filter(({ writer }) => writer !== mine), unsealed: [mine] };
    });
  }

  /** `null`: it cannot be read, and the job is stopped. */
  private async past(): Promise<JobPast | null> {
    for (let tries = 1; ; tries++) {
      try {
        return await readPast(this.record, this.book, this.parts.shards);
      } catch (error) {
        const described = describeError(error);
        this.parts.log.warn('job_not_read', { job_id: this.record.job_id, ...described });
        const passing = error instanceof StoreError && error.retryable;
        if (passing || tries < MAX_READS) {
          await this.pause(error);
          continue;
        }
        await this.insist(() =>
          this.ownership.change((record) => unreadable(record, described.error, this.now())),
        );
        return null;
      }
    }
  }

  private async goOn({ watch, failures }: JobPast): Promise<void> {
    const { record } = this;
    const { wake, ownership, book } = this;
    const { clock, log, signal, shards } = this.parts;
    const begunBefore = record.owners > 1 ? book.firstUnstored + WINDOW : 0;
    const context = { jobId: record.job_id, by: record.by, auditId: record.audit_id };
    const work = this.parts.workOf(record, context);
    const source = new MemberSource(shards, record, begunBefore);
    const run = new JobRun(source, failures, { ownership, book, watch, work, wake, clock, log, signal });
    for (;;) {
      const all = await run.work();
      if (watch.verdict !== null) await this.insist(() => this.stop(watch.verdict, failures));
      const { state } = this.record;
      if (state === 'cancelled' || state === 'stopped') await run.settle(await this.openBelow(begunBefore));
      await this.insist(() => book.flush());
      if (await this.insist(() => this.release(all, watch))) return;
    }
  }

  private stop(kind: StopKind | null, failures: readonly ShownFailure[]): Promise<void> {
    if (kind === null) return Promise.resolve();
    const stop_reason = { kind, text: STOP_TEXTS[kind], failures: [...failures] };
    return this.ownership.change(({ state }) =>
      state === 'running' ? { state: 'stopped', stop_reason } : null,
    );
  }

  /** Members without an outcome that an earlier owner may have begun. */
  private async openBelow(limit: number): Promise<JobItem[]> {
    const source = new MemberSource(this.parts.shards, this.record, limit);
    const items: JobItem[] = [];
    for (;;) {
      const item = limit === 0 ? null : await this.insist(() => source.next());
      if (item === null || !item.maybeBegun) return items;
      if (!this.book.has(item.n)) items.push(item);
    }
  }

  /** @returns false where the job runs again, so that this replica goes on with it */
  private async release(all: boolean, watch: JobWatch): Promise<boolean> {
    let released = false;
    await this.ownership.change((record) => {
      const { writer } = record.owner!;
      const mine = this.book.shards > 0 ? [{ writer, shards: this.book.shards }] : [];
      const end = { sealed: [...record.sealed, ...mine], unsealed: [], owner: null };
      released = true;
      if (record.state === 'running' && all) return { ...end, state: 'completed', ended_at: this.now() };
      if (record.state === 'paused') return end;
      if (record.state === 'cancelled') return { ...end, ended_at: this.now() };
      if (record.state === 'stopped') {
        return { ...end, ended_at: this.now(), step: watch.nextStep, judged: this.attempts };
      }
      if (this.parts.signal.aborted) return end;
      released = false;
      return null;
    });
    return released;
  }

  private get attempts(): number {
    const { counts } = this.book;
    return OUTCOMES.reduce((sum, one) => sum + (one !== 'not_tried' && isAttempt(one) ? counts[one] : 0), 0);
  }

  private now(): string {
    return new Date(this.parts.clock.now()).toISOString();
  }

  /** Tries until the store has answered. @throws OwnershipLost; what `work` throws while the service ends */
  private async insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        this.parts.log.warn('job_waits', { job_id: this.record.job_id, ...describeError(error) });
        await this.pause(error);
      }
    }
  }

  /** @throws OwnershipLost where the job is lost, `error` where the service ends */
  private async pause(error: unknown): Promise<void> {
    if (this.ownership.isLost) throw new OwnershipLost('another replica owns the job');
    if (this.parts.signal.aborted) throw error;
    await sleep(this.parts.clock, AGAIN_MS);
  }
}

const STOP_TEXTS: Record<StopKind, string> = {
  canary_failed: 'A step of the canary had a greater share of failures than failure_percent.',
  failure_percent: 'The latest attempts had a greater share of failures than failure_percent.',
  new_cause: 'A member failed for a cause that no member had before.',
  unreadable: 'The members or the results of the job cannot be read.',
};

function unreadable({ state }: JobRecord, message: string, now: string): Partial<JobRecord> {
  const end = { owner: null, unsealed: [], ended_at: now };
  if (state !== 'running') return end;
  const text = `${STOP_TEXTS.unreadable} ${message}`;
  return { ...end, state: 'stopped', stop_reason: { kind: 'unreadable', text, failures: [] } };
}
