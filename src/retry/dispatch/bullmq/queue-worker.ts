import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import { REMOVED } from './retry-jobs.js';

/** How long an idle worker lets Redis wait for a job, seconds. */
export const DRAIN_DELAY_S = 2;

/**
 * A replica counts as dead when its jobs were not renewed for this long at two checks; then others take its jobs over.
 */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;

/** The pause after a failed fetch. It is short, so that work goes on as soon as Redis is back. */
const FETCH_AGAIN_MS = 500;

const CLOSE_TIMEOUT_MS = 2_000;

export interface QueueWorkerOptions {
  queue: string;
  prefix: string;
  connection: Redis;
  /** Jobs at once on this replica. */
  concurrency: number;
  /** For all replicas; 0: no limit. */
  ratePerSecond: number;
  /** How often the job of a dead replica is given to another one. */
  maxStalledCount: number;
}

/**
 * After a failed wait BullMQ waits for up to 10 s, longer than the connection lets a command take. Each such wait fails
 * again, and a job whose mark in Redis went to a lost connection is not looked for until another one is added.
 */
class ShortWaits extends Worker {
  override get maximumBlockTimeout(): number {
    return DRAIN_DELAY_S;
  }
}

/** Takes the jobs of a queue, from whichever replica. */
export class QueueWorker {
  private readonly worker: Worker;
  private readonly running = new Set<Promise<unknown>>();

  /**
   * @param perform does a job, and returns what the queue's events tell of it
   * @param hear receives the errors of the connections
   */
  constructor(
    { queue, prefix, connection, concurrency, ratePerSecond, maxStalledCount }: QueueWorkerOptions,
    perform: (job: Job, token?: string) => Promise<unknown>,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    const performRemoved = (job: Job, token?: string) => {
      // A foreign job may be kept when it ends, and BullMQ would silently ignore a later job with the same id.
      Object.assign(job.opts, REMOVED);
      return perform(job, token);
    };
    this.worker = new ShortWaits(queue, performRemoved, {
      connection,
      prefix,
      concurrency,
      maxStalledCount,
      // BullMQ asks for the version only to print warnings to the console.
      skipVersionCheck: true,
      drainDelay: DRAIN_DELAY_S,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_MS,
      runRetryDelay: FETCH_AGAIN_MS,
      ...(ratePerSecond > 0 && { limiter: { max: ratePerSecond, duration: 1_000 } }),
    });
    this.worker.on('error', hear);
  }

  /**
   * Takes at most this many jobs at once from now on, so that the rest is left to other replicas. Where that is more than before,
   * BullMQ takes more when the next job ends.
   */
  takeAtMost(concurrency: number): void {
    this.worker.concurrency = concurrency;
  }

  /** Has `close` wait for this work. Calls to Redis are none of it, since Redis may not answer. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  /**
   * Resolves when the work that is tracked is finished, whether or not Redis answers.
   *
   * @param force does not wait for Redis at all
   */
  async close(force: boolean): Promise<void> {
    const closed = this.worker.close(force);
    await Promise.allSettled(this.running);
    await withDeadline(this.clock, CLOSE_TIMEOUT_MS, () => closed).catch(() => {});
  }
}
