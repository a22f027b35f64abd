import { isAttempt, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import { OUTCOMES, type StopKind } from '../../domain/job/job.js';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import { writerName } from '../store/shards.js';
import type { JobRecord, ShownFailure } from '../store/job-record.js';
import type { ShardStore } from '../store/shard.store.js';
import type { TurnSpread } from '../spread/member-turns.port.js';
import { liveContext } from './job-context.js';
import { JobRun } from './job-run.js';
import { readPast, type JobPast } from './job-past.js';
import { MemberSource } from './member-source.js';
import type { JobItem } from './member-queue.js';
import type { JobContext, MemberWork } from './member-work.js';
import { Ownership, OwnershipLost } from './ownership.js';
import { JobUnreadable, JobPatience } from './job-patience.js';
import { ResultBook, WINDOW } from './result-book.js';
import { sealEarlier } from './seal-earlier.js';
import { stopText } from './stop-text.js';
import { Wake } from './wake.js';

export interface SessionParts {
  jobs: Pick<JobStore, 'read' | 'change'>;
  shards: ShardStore;
  /** What is done with each member. */
  workOf: (record: JobRecord, job: JobContext) => MemberWork;
  /** Where it is done. */
  spread: Pick<TurnSpread, 'turnsOf'>;
  clock: Clock;
  log: Log;
  /** Aborted when the service ends. */
  signal: AbortSignal;
}

/** How a run has ended. */
interface RunEnd {
  /** Whether every member has an outcome. */
  all: boolean;
  /** Whether the end of something that may have begun is not known. */
  isOpen: boolean;
  /** As JobRecord has it. */
  begunBelow: number;
  /** Where the next run goes on, should this one have stopped by itself. */
  next: Pick<JobRecord, 'step' | 'judged'>;
}

/**
 * One replica's work on a job, from when it owns the job until the job ends or is paused, the service ends, or another
 * replica owns the job.
 */
export class JobSession {
  private readonly wake: Wake;
  private readonly ownership: Ownership;
  private readonly book: ResultBook;
  private readonly patience: JobPatience;
  /** Whether an earlier owner has left the job without sealing its results: it has died, or was too slow. */
  private readonly isTakenOver: boolean;

  /**
   * @param job as this replica has written it, with itself as the owner
   * @param validUntil when its lease ends, by the monotonic clock
   */
  constructor(
    job: StoredJob,
    validUntil: number,
    private readonly parts: SessionParts,
  ) {
    const { clock, log, shards } = parts;
    const { job_id: jobId, total, owner, unsealed } = job.record;
    const writer = owner?.writer ?? '';
    const wakes = () => this.wake.now();
    this.isTakenOver = unsealed.some((one) => one !== writer);
    this.wake = new Wake(clock);
    this.ownership = new Ownership(job, validUntil, parts, wakes);
    this.patience = new JobPatience(jobId, parts, () => this.ownership.isLost);
    const rename = (from: string, count: number) => this.rename(from, count);
    this.book = new ResultBook({ jobId, total, writer }, { shards, clock, log, stores: wakes, rename });
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
      await this.patience.insist(() => this.seal());
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

  private async seal(): Promise<void> {
    const sealed = await sealEarlier(this.record, this.parts.shards);
    await this.ownership.change(() => sealed);
  }

  private rename(from: string, shards: number): Promise<string> {
    return this.ownership
      .change(({ owner, owners, sealed }) => {
        if (owner!.writer !== from) return null;
        const writer = writerName(owner!.replica, owners + 1);
        const kept = shards > 0 ? [...sealed, { writer: from, shards }] : sealed;
        return { owner: { ...owner!, writer }, owners: owners + 1, sealed: kept, unsealed: [writer] };
      })
      .then(() => this.record.owner!.writer);
  }

  /** `null`: it cannot be read, and the job is released. */
  private async past(): Promise<JobPast | null> {
    const { book, patience } = this;
    try {
      return await readPast(this.record, { book, patience, shards: this.parts.shards });
    } catch (error) {
      if (!(error instanceof JobUnreadable)) throw error;
      await patience.insist(() => this.stop('unreadable', [], error.message));
      const { total, begun_below, step, judged } = this.record;
      const begunBelow = this.isTakenOver ? total : begun_below;
      const end = { all: false, isOpen: false, begunBelow, next: { step, judged } };
      await patience.insist(() => this.release(end));
      return null;
    }
  }

  private async goOn({ watch, failures }: JobPast): Promise<void> {
    const { wake, ownership, book, record } = this;
    const { clock, log, signal, shards, spread } = this.parts;
    const begunBefore = Math.max(record.begun_below, this.isTakenOver ? book.firstUnstored + WINDOW : 0);
    const turns = spread.turnsOf(record, this.parts.workOf(record, liveContext(ownership)));
    const source = new MemberSource(shards, record, begunBefore);
    const run = new JobRun(source, failures, { ownership, book, watch, turns, wake, clock, log, signal });
    try {
      await this.toTheEnd(run, begunBefore, { watch, failures });
    } finally {
      await turns.close();
    }
  }

  private async toTheEnd(run: JobRun, begunBefore: number, { watch, failures }: JobPast): Promise<void> {
    const { book, patience } = this;
    for (;;) {
      const all = await run.work();
      const { unreadable } = run;
      const { verdict } = watch;
      const kind = verdict ?? (unreadable === null ? null : 'unreadable');
      if (kind !== null) await patience.insist(() => this.stop(kind, failures, unreadable ?? ''));
      const settled = await this.settled(run, begunBefore);
      await patience.insist(() => book.flush());
      // Without a verdict, the next run comes to the same point of the canary by the same results.
      const { step, judged } = this.record;
      const next = verdict === null ? { step, judged } : { step: watch.nextStep, judged: this.attempts };
      if (await patience.insist(() => this.release({ all, ...settled, next }))) return;
    }
  }

  private stop(kind: StopKind, failures: readonly ShownFailure[], detail?: string): Promise<void> {
    return this.ownership.change((record) => {
      const stop_reason = { kind, text: stopText(kind, record, detail), failures: [...failures] };
      if (record.state === 'running') return { state: 'stopped', stop_reason };
      // Whoever has paused or cancelled it is to know what it could not read.
      return kind === 'unreadable' ? { stop_reason } : null;
    });
  }

  /** Brings to its end what may have been begun, where nothing more begins. */
  private async settled(run: JobRun, begunBefore: number): Promise<Pick<RunEnd, 'isOpen' | 'begunBelow'>> {
    if (this.record.state === 'running') {
      return { isOpen: run.hasOpen || this.book.firstUnstored < begunBefore, begunBelow: 0 };
    }
    const { items, isWhole } = await this.openBelow(begunBefore);
    const isOpen = !(await run.settle(items));
    return { isOpen, begunBelow: Math.max(run.openBelow, isWhole ? 0 : begunBefore) };
  }

  /** Members without an outcome that an earlier owner may have begun. `isWhole`: all of them could be read. */
  private async openBelow(limit: number): Promise<{ items: JobItem[]; isWhole: boolean }> {
    const source = new MemberSource(this.parts.shards, this.record, limit);
    const items: JobItem[] = [];
    try {
      for (;;) {
        const item = limit === 0 ? null : await this.patience.read(() => source.next());
        if (item === null || !item.maybeBegun) return { items, isWhole: true };
        if (!this.book.has(item.n)) items.push(item);
      }
    } catch (error) {
      if (!(error instanceof JobUnreadable)) throw error;
      return { items, isWhole: false };
    }
  }

  /** @returns false where the job runs again, so that this replica goes on with it */
  private async release({ all, isOpen, begunBelow, next }: RunEnd): Promise<boolean> {
    let released = false;
    await this.ownership.change((record) => {
      const { state, sealed } = record;
      const ended = state === 'running' && all;
      const { aborted } = this.parts.signal;
      // Where something is open the lease runs out, and another replica waits for the end of what has begun.
      released = ended || aborted || (state !== 'running' && !isOpen);
      if (!released || (isOpen && !ended)) return null;
      const { writer } = record.owner!;
      const mine = this.book.shards > 0 ? [{ writer, shards: this.book.shards }] : [];
      const end = { sealed: [...sealed, ...mine], unsealed: [], owner: null, begun_below: begunBelow };
      if (ended) return { ...end, state: 'completed', ended_at: this.now() };
      if (state === 'cancelled') return { ...end, ended_at: this.now() };
      if (state === 'stopped') return { ...end, ...next, ended_at: this.now() };
      return end;
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
}
