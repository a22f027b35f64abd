import type { Job } from 'bullmq';
import { QueueWorker } from '../../../retry/dispatch/bullmq/queue-worker.js';
import type { MemberWork } from '../../run/member-work.js';
import type { JobRecord } from '../../store/job-record.js';
import type { MemberTurns, TurnSpread } from '../member-turns.port.js';
import type { SpreadParts } from '../spread-parts.js';
import { taskOf, type TurnAnswer } from '../turn-task.js';
import { BullMqTurns } from './bullmq-turns.js';
import { TurnQueue, type TurnQueueOptions } from './turn-queue.js';

export interface BullMqSpreadOptions extends TurnQueueOptions {
  /** Turns at once on this replica; the owner of a job limits those of all replicas. */
  concurrency: number;
  /** How long one attempt may last, milliseconds. */
  attemptTimeoutMs: number;
}

/**
 * Has the turns of a job made by all replicas. The owner adds each turn to a queue when its time has come; whichever
 * replica has a place takes it, and the owner hears how it ended.
 */
export class BullMqSpread implements TurnSpread {
  private readonly queue: TurnQueue;
  private readonly stopping = new AbortController();
  private worker: QueueWorker | undefined;

  constructor(
    private readonly options: BullMqSpreadOptions,
    private readonly parts: SpreadParts,
  ) {
    this.queue = new TurnQueue(options, parts.clock);
  }

  start(): void {
    const { name: queue, prefix, connections } = this.queue;
    const { concurrency } = this.options;
    // A task whose replica has died is not given to another one: the owner looks at the member itself.
    const limits = { concurrency, ratePerSecond: 0, maxStalledCount: 0 };
    const worker: QueueWorker = new QueueWorker(
      { queue, prefix, connection: connections.worker, ...limits },
      (job) => worker.track(this.perform(job)),
      this.parts.clock,
      () => {},
    );
    this.worker = worker;
    this.parts.yielding.onChange((count) => worker.takeAtMost(count));
  }

  turnsOf({ job_id: jobId, owner }: JobRecord, work: MemberWork): MemberTurns {
    const { queue, parts, options } = this;
    const { attemptTimeoutMs } = options;
    const job = { jobId, claimId: owner?.claim_id ?? '' };
    return new BullMqTurns(job, { ...parts, queue, work, attemptTimeoutMs });
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error('the replica stops'));
    await this.worker?.close(this.parts.dispatcher.trouble !== null);
  }

  async close(): Promise<void> {
    await this.queue.close();
  }

  private async perform({ data, attemptsStarted }: Job): Promise<TurnAnswer> {
    const task = taskOf(data);
    if (task === null) return { kind: 'refused' };
    try {
      const maybeBegun = task.maybeBegun || attemptsStarted > 1;
      return await this.parts.maker.perform({ ...task, maybeBegun }, this.stopping.signal);
    } catch {
      // The owner meets the same error, or a better end, when it looks at the member. Redis need not know what it says.
      throw new Error('nobody knows how the turn ended');
    }
  }
}
