import { Queue } from 'bullmq';
import type { RedisConfig } from '../../../config/redis-config.js';
import { emptyQueue } from '../../../retry/dispatch/bullmq/queue-poison.js';
import { withHashTag } from '../../../retry/dispatch/bullmq/queue-name.js';
import {
  callWithin,
  connectForWork,
  connectListener,
  type WorkConnections,
} from '../../../retry/dispatch/bullmq/redis-connections.js';
import { JOB } from '../../../retry/dispatch/bullmq/retry-jobs.js';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { TurnTask } from '../turn-task.js';
import { TurnAnswers } from './turn-answers.js';

/** Time to empty the queue, which scans all keys of that Redis, milliseconds. */
const EMPTY_TIMEOUT_MS = 5_000;

export interface TurnQueueOptions extends RedisConfig {
  /** The queue's name: one for each bucket and each build. */
  queue: string;
}

/** The queue of turns in Redis. Every call has a deadline. Redis holds nothing that the store does not. */
export class TurnQueue {
  readonly prefix: string;
  readonly connections: WorkConnections;
  private readonly queue: Queue;

  constructor(
    private readonly options: TurnQueueOptions,
    private readonly clock: Clock,
  ) {
    const prefix = (this.prefix = withHashTag(options.prefix));
    this.connections = connectForWork(options.url, options.callTimeoutMs);
    // Whether Redis can be used is watched by the dispatcher; an error that nobody hears would end the process.
    for (const connection of Object.values(this.connections)) connection.on('error', () => {});
    const settings = { prefix, skipVersionCheck: true, skipMetasUpdate: true };
    this.queue = new Queue(options.queue, { ...settings, connection: this.connections.commands });
    this.queue.on('error', () => {});
  }

  get name(): string {
    return this.options.queue;
  }

  /** @throws errors of Redis: nobody knows then whether the task was added */
  async add(taskId: string, task: TurnTask): Promise<void> {
    await this.call(() => this.queue.add('turn', task, { ...JOB, jobId: taskId }));
  }

  /** @returns whether nobody has taken the task, and nobody can any more; false also where Redis does not say */
  async takeBack(taskId: string): Promise<boolean> {
    try {
      const { commands } = this.connections;
      const removed = await this.call(() => commands.lrem(this.queue.toKey('wait'), 1, taskId));
      if (removed === 0) return false;
      await this.call(() => this.queue.remove(taskId)).catch(() => {});
      return true;
    } catch {
      return false;
    }
  }

  /** Removes every task and every event, and marks the queue. @throws errors of Redis */
  async empty(): Promise<void> {
    const { commands } = this.connections;
    await this.call(async () => {});
    await withDeadline(this.clock, EMPTY_TIMEOUT_MS, (signal) => emptyQueue(commands, this.keys, signal));
    await this.call(() => commands.set(this.mark, '1'));
  }

  /** Whether the queue is still the one that was marked. @returns false where Redis has lost it. @throws errors of Redis */
  async isMarked(): Promise<boolean> {
    return (await this.call(() => this.connections.commands.exists(this.mark))) === 1;
  }

  /** Begins to hear what becomes of tasks. Call it after `empty`. */
  listen(): TurnAnswers {
    const { prefix, name: queue } = this;
    const { url, callTimeoutMs } = this.options;
    const listener = connectListener(url, callTimeoutMs);
    return new TurnAnswers({ queue, prefix, listener }, this.clock);
  }

  async close(): Promise<void> {
    await this.call(() => this.queue.close()).catch(() => {});
    for (const connection of Object.values(this.connections)) connection.disconnect();
  }

  private get keys(): string {
    return `${this.prefix}:${this.name}`;
  }

  /** No key of BullMQ has this name, so it goes where the whole of the queue goes. */
  private get mark(): string {
    return `${this.keys}:marked`;
  }

  private call<T>(work: () => Promise<T>): Promise<T> {
    return callWithin(this.clock, this.options.callTimeoutMs, this.connections.commands, work);
  }
}
