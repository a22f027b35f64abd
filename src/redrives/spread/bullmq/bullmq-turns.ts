import type { RetryDispatcher } from '../../../retry/dispatch/retry-dispatcher.port.js';
import { sleep, type Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import { describeError, type Log } from '../../../runtime/logger.js';
import type { JobItem } from '../../run/member-queue.js';
import { again, type MemberTurn, type MemberWork, type TurnEnd } from '../../run/member-work.js';
import { BEGIN_WITHIN_MS } from '../job-standings.js';
import type { MemberTurns } from '../member-turns.port.js';
import type { TurnAnswer } from '../turn-task.js';
import type { AskedTurn, TurnAnswers } from './turn-answers.js';
import type { TurnQueue } from './turn-queue.js';
import { TurnLink } from './turn-link.js';

/** A free replica takes a task at once. After this long the owner takes it back, milliseconds. */
const TAKE_MS = 10_000;

/** Time for an attempt beside its own: reading, claiming, settling, and the answer; milliseconds. */
const BESIDE_ATTEMPT_MS = 15_000;

/** Between two looks at a member that may be under way elsewhere, milliseconds. */
const LOOK_AGAIN_MS = 2_000;

export interface BullMqTurnsParts {
  queue: TurnQueue;
  work: MemberWork;
  attemptTimeoutMs: number;
  dispatcher: Pick<RetryDispatcher, 'trouble'>;
  clock: Clock;
  log: Log;
}

/**
 * The turns of the job that this replica owns, made by whichever replica takes them. A turn of which no answer comes is
 * looked at here, with `maybeBegun`. While Redis cannot be used, the owner makes every turn.
 */
export class BullMqTurns implements MemberTurns {
  private readonly link: TurnLink;
  /** Members whose turns are made here until they have an end. `true`: they may be under way elsewhere. */
  private readonly here = new Map<number, boolean>();
  private asked = 0;
  private quietAt: number | null = null;

  constructor(
    private readonly job: { jobId: string; claimId: string },
    private readonly parts: BullMqTurnsParts,
  ) {
    this.link = new TurnLink(job.jobId, parts);
  }

  async turn(item: JobItem, turn: MemberTurn): Promise<TurnEnd> {
    if (turn.mayTry) this.quietAt = null;
    else await this.quiet(item, turn.signal);
    const { answers } = this.link;
    if (!turn.mayTry || answers === null || this.here.has(item.n)) return this.make(item, turn);
    const answer = await this.ask(answers, item, turn.signal);
    if (answer?.kind === 'ended') return answer.end;
    this.here.set(item.n, answer === null);
    return again(1, item.maybeBegun || answer === null);
  }

  async close(): Promise<void> {
    await this.link.close();
  }

  private async make({ n, member }: JobItem, turn: MemberTurn): Promise<TurnEnd> {
    const end = await this.parts.work.turn(member, turn);
    const elsewhere = this.here.get(n) ?? false;
    if (end.kind === 'done') this.here.delete(n);
    // Its lease ends late; its attempt may end soon.
    if (end.kind !== 'wait' || end.slow || !elsewhere) return end;
    return { ...end, ms: Math.min(end.ms, LOOK_AGAIN_MS) };
  }

  /** @returns `null`: nobody knows how it ended */
  private async ask(answers: TurnAnswers, item: JobItem, signal: AbortSignal): Promise<TurnAnswer | null> {
    const { n, maybeBegun } = item;
    const taskId = `${this.job.claimId}-${n}-${this.asked++}`;
    const asked = answers.ask(taskId);
    try {
      await this.parts.queue.add(taskId, { ...this.job, n, maybeBegun });
      if (!(await this.isTaken(asked, taskId, signal))) {
        if (!signal.aborted) this.notHeard(answers, asked);
        return { kind: 'refused' };
      }
      return await this.answered(answers, asked);
    } catch (error) {
      this.link.fails(answers, describeError(error).error);
      return null;
    } finally {
      answers.forget(taskId);
    }
  }

  /** @returns false where nobody has taken it in time, or the service ends, and nobody can take it any more */
  private async isTaken(asked: AskedTurn, taskId: string, signal: AbortSignal): Promise<boolean> {
    const { clock, queue } = this.parts;
    try {
      await withDeadline(clock, TAKE_MS, () => asked.taken, signal);
      return true;
    } catch {
      return !(await queue.takeBack(taskId));
    }
  }

  private async answered(answers: TurnAnswers, asked: AskedTurn): Promise<TurnAnswer | null> {
    const { clock, attemptTimeoutMs } = this.parts;
    try {
      return await withDeadline(clock, attemptTimeoutMs + BESIDE_ATTEMPT_MS, () => asked.ended);
    } catch {
      this.notHeard(answers, asked);
      return null;
    }
  }

  private notHeard(answers: TurnAnswers, { askedAt }: AskedTurn): void {
    if (answers.heardAt < askedAt) this.link.fails(answers, 'no replica answers over the queue in Redis');
  }

  /** Waits until no other replica can begin what was asked for before the job's state changed. */
  private async quiet({ n }: JobItem, signal: AbortSignal): Promise<void> {
    if (this.here.get(n) !== true) return;
    const { clock } = this.parts;
    this.quietAt ??= clock.monotonic() + BEGIN_WITHIN_MS;
    const left = this.quietAt - clock.monotonic();
    if (left > 0) await sleep(clock, left, signal);
  }
}
