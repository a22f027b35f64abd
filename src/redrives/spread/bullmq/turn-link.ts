import type { RetryDispatcher } from '../../../retry/dispatch/retry-dispatcher.port.js';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { Log } from '../../../runtime/logger.js';
import type { TurnAnswers } from './turn-answers.js';
import type { TurnQueue } from './turn-queue.js';

/** Between two looks at whether Redis can be used, milliseconds. */
const LOOK_MS = 1_000;

/** How long the owner works alone after the queue has failed it, milliseconds. */
const ALONE_MS = 10_000;

/** The listener waits for Redis; nobody waits for the listener longer than this, milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

export interface TurnLinkParts {
  queue: Pick<TurnQueue, 'empty' | 'isMarked' | 'listen'>;
  dispatcher: Pick<RetryDispatcher, 'trouble'>;
  clock: Clock;
  log: Log;
}

/**
 * The owner's connection to the other replicas. It begins with an empty queue: what an earlier owner has left in it would
 * be refused. Where Redis cannot be used, or no answer comes, the owner works alone for a while, and then begins anew.
 */
export class TurnLink {
  /** `null`: the owner works alone. */
  answers: TurnAnswers | null = null;
  private closed = false;
  private cancel = (): void => {};
  private aloneUntil = -Infinity;
  private looking: Promise<void>;

  constructor(
    private readonly jobId: string,
    private readonly parts: TurnLinkParts,
  ) {
    this.looking = this.look();
  }

  /**
   * The queue has failed: whatever was asked for over these answers has no answer.
   *
   * @param aloneMs how long the owner works alone at least, milliseconds
   */
  fails(answers: TurnAnswers, reason: string, aloneMs = ALONE_MS): void {
    if (this.answers !== answers) return;
    const { clock, log } = this.parts;
    this.answers = null;
    this.aloneUntil = clock.monotonic() + aloneMs;
    answers.giveUp();
    void this.end(answers);
    if (!this.closed) log.warn('job_works_alone', { job_id: this.jobId, reason });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.cancel();
    await this.looking;
    if (this.answers !== null) await this.end(this.answers);
  }

  private async look(): Promise<void> {
    const { clock, dispatcher } = this.parts;
    const { trouble } = dispatcher;
    if (this.answers !== null) await this.check(this.answers, trouble);
    const mayBegin = trouble === null && clock.monotonic() >= this.aloneUntil;
    if (this.answers === null && mayBegin) await this.begin();
    if (this.closed) return;
    this.cancel = clock.after(LOOK_MS, () => {
      this.looking = this.look();
    });
  }

  /** A Redis that was flushed or started anew has lost what was asked for, and says nothing of it. */
  private async check(answers: TurnAnswers, trouble: string | null): Promise<void> {
    if (trouble !== null) return this.fails(answers, trouble, 0);
    const isLost = await this.parts.queue.isMarked().then(
      (isMarked) => !isMarked,
      () => false,
    );
    if (isLost) this.fails(answers, 'Redis has lost the queue', 0);
  }

  private async begin(): Promise<void> {
    const { queue, log } = this.parts;
    try {
      await queue.empty();
      if (this.closed) return;
      this.answers = queue.listen();
      log.info('job_works_spread', { job_id: this.jobId });
    } catch {
      // The next look tries it again. The dispatcher's watch says what is wrong with Redis.
    }
  }

  private async end(answers: TurnAnswers): Promise<void> {
    await withDeadline(this.parts.clock, CLOSE_TIMEOUT_MS, () => answers.close()).catch(() => {});
  }
}
