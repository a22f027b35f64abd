import type { JobWatch } from '../../domain/job/job-watch.js';
import { sleep, type Clock } from '../../runtime/clock.js';
import { forEachAtMost } from '../../runtime/for-each.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import type { JobRecord, ShownFailure } from '../store/job-record.js';
import type { Result } from '../store/shards.js';
import { attemptOf, noteFailure } from './judged-result.js';
import type { MemberTurns } from '../spread/member-turns.port.js';
import type { MemberTurn, TurnEnd } from './member-work.js';
import { MemberQueue, type JobItem } from './member-queue.js';
import type { MemberSource } from './member-source.js';
import type { Ownership } from './ownership.js';
import { Pacer } from './pacer.js';
import { isPassing, MAX_READS } from './job-patience.js';
import type { ResultBook } from './result-book.js';
import type { Wake } from './wake.js';

/** After an error of the store, milliseconds. */
const ERROR_PAUSE_MS = 1_000;

/** The longest time that a target's Retry-After stops the job, milliseconds. The target is asked again then. */
const MAX_PAUSE_MS = 300_000;

/** Nothing may begin, and nothing tells when that changes: time until the next look, milliseconds. */
const LOOK_AGAIN_MS = 500;

/** Members that are brought to their end at once. */
const SETTLED_AT_ONCE = 16;

export interface JobRunParts {
  ownership: Ownership;
  book: ResultBook;
  watch: JobWatch;
  turns: MemberTurns;
  wake: Wake;
  clock: Clock;
  log: Log;
  /** Aborted when the service ends. */
  signal: AbortSignal;
}

/** Works on the members of a job: as many at once, and as many a second, as the job says at the moment. */
export class JobRun {
  /** Why the members cannot be read; `null`: they can. */
  unreadable: string | null = null;
  /** Members below may have been begun, and have no outcome though nothing was under way when the job was paused. */
  openBelow = 0;
  private failedReads = 0;
  private underWay = 0;
  private readonly pacer: Pacer;
  private readonly queue: MemberQueue;

  /**
   * @param source the members in order
   * @param failures the first failures since the job was started or resumed; this run adds to them
   */
  constructor(
    source: Pick<MemberSource, 'next'>,
    readonly failures: ShownFailure[],
    private readonly parts: JobRunParts,
  ) {
    this.pacer = new Pacer(this.record.rate_per_second);
    this.queue = new MemberQueue(source, parts.book);
  }

  /**
   * Begins members until there is a reason to begin no more, and waits for those that have begun.
   *
   * @returns whether every member has an outcome
   */
  async work(): Promise<boolean> {
    let all = false;
    while (!all && this.mayGoOn()) all = await this.step();
    await this.drained();
    return all;
  }

  /** Whether this run has begun members that it does not know the end of. */
  get hasOpen(): boolean {
    return this.queue.hasBegun;
  }

  /**
   * Brings to its end what may have been begun, without trying anything again. It ends early where the job runs again,
   * is lost, or the service ends.
   *
   * @param begun members that an earlier owner may have begun
   * @returns whether the end of all of them is known
   */
  async settle(begun: Iterable<JobItem>): Promise<boolean> {
    const own = this.queue.takeBegun();
    const open = new Map([...own, ...begun].map((item) => [item.n, item]));
    let all = true;
    this.openBelow = 0;
    await forEachAtMost(SETTLED_AT_ONCE, open.values(), async (item) => {
      if (!(await this.settleOne(item))) all = false;
    });
    // The job may run again: then they have their turn.
    for (const item of own) if (!this.parts.book.has(item.n)) this.queue.again(item, -Infinity);
    return all;
  }

  /** @returns whether the end of the member is known: it has an outcome, or nothing was begun */
  private async settleOne(item: JobItem): Promise<boolean> {
    const { book, ownership, signal, clock } = this.parts;
    while (!ownership.isLost && !signal.aborted && this.record.state !== 'running') {
      if (book.has(item.n)) return true;
      const end = await this.turn(item, false);
      if (end.kind === 'done') this.note(item, end);
      if (end.kind === 'untried' && end.maybeBegun === true) {
        this.openBelow = Math.max(this.openBelow, item.n + 1);
      }
      if (end.kind !== 'wait') return true;
      await sleep(clock, Math.max(1, end.ms), signal).catch(() => {});
    }
    return book.has(item.n);
  }

  private get record(): JobRecord {
    return this.parts.ownership.record;
  }

  private mayGoOn(): boolean {
    const { ownership, watch, signal } = this.parts;
    const stops = watch.verdict !== null || this.unreadable !== null;
    return !ownership.isLost && !signal.aborted && !stops && this.record.state === 'running';
  }

  /** Begins one member, or waits until something has changed. @returns whether every member has an outcome */
  private async step(): Promise<boolean> {
    const { clock, wake, watch, ownership } = this.parts;
    const { concurrency, rate_per_second } = this.record;
    const now = clock.monotonic();
    this.pacer.setRate(rate_per_second);
    const room = Math.min(concurrency - this.underWay, watch.mayBegin(this.underWay));
    const waitMs = room <= 0 || now >= ownership.endsAt ? LOOK_AGAIN_MS : this.pacer.waitMs(now);
    if (waitMs > 0) {
      await wake.sleep(waitMs);
      return false;
    }
    const next = await this.next(now);
    if (next.kind === 'none') return true;
    if (next.kind === 'later') await wake.sleep(next.ms);
    else if (next.kind === 'blocked') for (const item of next.items) this.end(item, BLOCKED);
    // Reading the members takes time, in which the job may have been paused.
    else if (this.mayGoOn()) this.begin(next.item);
    else this.queue.again(next.item, now);
    return false;
  }

  private begin(item: JobItem): void {
    this.pacer.begin(this.parts.clock.monotonic());
    this.underWay++;
    void this.turn(item, true)
      .then((end) => this.end(item, end))
      .finally(() => {
        this.underWay--;
        this.parts.wake.now();
      });
  }

  private async drained(): Promise<void> {
    while (this.underWay > 0) await this.parts.wake.sleep(LOOK_AGAIN_MS);
  }

  /** Never rejects. */
  private async turn(item: JobItem, mayTry: boolean): Promise<TurnEnd> {
    const { ownership, turns, signal, log } = this.parts;
    const { member, maybeBegun } = item;
    const { state } = this.record;
    const [isPaused, isOver] = [!mayTry && state === 'paused', !mayTry && state === 'cancelled'];
    const turn: MemberTurn = { mayTry, isPaused, isOver, maybeBegun, startBy: ownership.endsAt, signal };
    try {
      return await turns.turn(item, turn);
    } catch (error) {
      if (error instanceof StoreError || signal.aborted) {
        return { kind: 'wait', ms: ERROR_PAUSE_MS, slow: true, maybeBegun };
      }
      log.error('job_member_failed', {
        job_id: this.record.job_id,
        trace_id: member.traceId,
        ...describeError(error),
      });
      const result = { outcome: 'failed', errorCode: null, fingerprint: null, error: UNEXPECTED } as const;
      return { kind: 'done', result };
    }
  }

  private end(item: JobItem, end: TurnEnd): void {
    const now = this.parts.clock.monotonic();
    switch (end.kind) {
      case 'done':
        this.note(item, end);
        if (end.pauseMs !== undefined) this.pacer.closeUntil(now + Math.min(end.pauseMs, MAX_PAUSE_MS));
        return;
      case 'wait':
        this.queue.again({ ...item, maybeBegun: end.maybeBegun }, now + end.ms);
        if (end.slow) this.pacer.closeUntil(now + end.ms);
        return;
      case 'blocked':
        this.queue.block(item);
        return;
      case 'untried':
        return;
    }
  }

  private note({ n, member }: JobItem, { result }: Extract<TurnEnd, { kind: 'done' }>): void {
    const written: Result = {
      n,
      trace_id: member.traceId,
      outcome: result.outcome,
      at: new Date(this.parts.clock.now()).toISOString(),
      error_code: result.errorCode,
      error: result.error,
      fingerprint: result.fingerprint,
    };
    this.parts.book.add(written);
    this.queue.ended();
    const attempt = attemptOf(written);
    if (attempt === null) return;
    this.parts.watch.ended(attempt);
    noteFailure(this.failures, written);
  }

  private async next(now: number): ReturnType<MemberQueue['next']> {
    try {
      const next = await this.queue.next(now, this.underWay > 0);
      this.failedReads = 0;
      return next;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.parts.log.warn('job_not_read', { job_id: this.record.job_id, ...describeError(error) });
      if (!isPassing(error) && ++this.failedReads === MAX_READS) this.unreadable = error.message;
      return { kind: 'later', ms: ERROR_PAUSE_MS };
    }
  }
}

const UNEXPECTED = 'an unexpected error, see the log (job_member_failed)';
const BLOCKED: TurnEnd = {
  kind: 'done',
  result: { outcome: 'skipped_blocked', errorCode: null, error: null, fingerprint: null },
};
