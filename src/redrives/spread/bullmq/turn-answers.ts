import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { LISTEN_MS } from '../../../retry/dispatch/bullmq/finished-elsewhere.js';
import type { Clock } from '../../../runtime/clock.js';
import { answerOf, type TurnAnswer } from '../turn-task.js';

/** The queue's events from the first one on: none that is added between two reads is missed. */
const EVERYTHING = '0-0';

/** A task that was handed over, and what is heard of it. */
export class AskedTurn {
  /** Resolves when some replica has taken the task, or `ended` resolves. */
  readonly taken: Promise<void>;
  /** `null`: nobody knows how it ended. */
  readonly ended: Promise<TurnAnswer | null>;
  private times = 0;
  private take!: () => void;
  private end!: (answer: TurnAnswer | null) => void;

  constructor(readonly askedAt: number) {
    this.taken = new Promise((resolve) => (this.take = resolve));
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  heardTaken(): void {
    this.times++;
    this.take();
  }

  heardEnd(answer: TurnAnswer | null): void {
    // A task that a Redis with an older state has handed out twice may have found what it did itself the first time.
    this.end(this.times > 1 ? null : answer);
    this.take();
  }
}

export interface AnswersOptions {
  queue: string;
  prefix: string;
  /** Of these answers alone. It is disconnected with them. */
  listener: Redis;
}

/** Hears what becomes of the tasks that this replica has handed over. */
export class TurnAnswers {
  /** When something was heard of a task last, by the monotonic clock. */
  heardAt = -Infinity;
  private readonly asked = new Map<string, AskedTurn>();
  private readonly events: QueueEvents;

  constructor(
    private readonly options: AnswersOptions,
    private readonly clock: Clock,
  ) {
    const { queue, prefix, listener: connection } = options;
    const settings = { prefix, blockingTimeout: LISTEN_MS, lastEventId: EVERYTHING, skipVersionCheck: true };
    this.events = new QueueEvents(queue, { ...settings, connection });
    this.events.on('active', ({ jobId }) => this.heard(jobId)?.heardTaken());
    this.events.on('completed', ({ jobId, returnvalue }) =>
      this.heard(jobId)?.heardEnd(answerOf(returnvalue)),
    );
    this.events.on('failed', ({ jobId }) => this.heard(jobId)?.heardEnd(null));
    // Whether Redis can be used is watched elsewhere; an error that nobody hears would end the process.
    this.events.on('error', () => {});
    options.listener.on('error', () => {});
  }

  ask(taskId: string): AskedTurn {
    const asked = new AskedTurn(this.clock.monotonic());
    this.asked.set(taskId, asked);
    return asked;
  }

  forget(taskId: string): void {
    this.asked.delete(taskId);
  }

  /** Nothing more can be heard of any of them. */
  giveUp(): void {
    for (const asked of this.asked.values()) asked.heardEnd(null);
  }

  async close(): Promise<void> {
    await this.events.close().finally(() => this.options.listener.disconnect());
  }

  private heard(taskId: string): AskedTurn | undefined {
    const asked = this.asked.get(taskId);
    if (asked !== undefined) this.heardAt = this.clock.monotonic();
    return asked;
  }
}
