import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { traceIdOfKey } from '../../../domain/trace-id.js';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { DueRetry, RetryRunner } from '../retry-dispatcher.port.js';
import type { RetryPlaces } from '../retry-places.js';

/** An idle worker asks Redis to wait so many seconds for a job. */
export const DRAIN_DELAY_S = 2;

/** A dead replica's jobs are taken over when they have not been renewed for so long, and this has been seen twice. */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;

/** After a failed fetch, so that a Redis that is back is made use of at once. */
const FETCH_AGAIN_MS = 500;

const CLOSE_TIMEOUT_MS = 2_000;

export interface RetryWorkerOptions {
  queue: string;
  prefix: string;
  connection: Redis;
  /** Attempts at once on this replica; those of all replicas are limited by the queue. */
  concurrency: number;
  /** Of all replicas; 0: no limit. */
  ratePerSecond: number;
}

/** Tries what comes out of the queue, whichever replica put it in. */
export class RetryWorker {
  private readonly worker: Worker;
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  /** @param hear is told what the connections say of themselves */
  constructor(
    { queue, prefix, connection, concurrency, ratePerSecond }: RetryWorkerOptions,
    private readonly runner: RetryRunner,
    private readonly places: RetryPlaces,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    this.worker = new Worker(queue, (job) => this.track(this.perform(job.data)), {
      connection,
      prefix,
      concurrency,
      // The version is asked for to print warnings, past the log.
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
   * Ends when what has begun has ended, whether or not Redis answers.
   *
   * @param force does not wait for Redis at all
   */
  async close(force: boolean): Promise<void> {
    this.stopping.abort(new Error('the worker stops'));
    const closed = this.worker.close(force);
    await Promise.all(this.running);
    await withDeadline(this.clock, CLOSE_TIMEOUT_MS, () => closed).catch(() => {});
  }

  private async perform(data: unknown): Promise<void> {
    const retry = dueRetryOf(data);
    if (retry === null) return;
    const release = await this.places.take('schedule', this.stopping.signal).catch(() => null);
    if (release === null) return;
    try {
      await this.runner.run(retry);
    } finally {
      release();
    }
  }

  private async track(work: Promise<void>): Promise<void> {
    this.running.add(work);
    await work.finally(() => this.running.delete(work));
  }
}

/** Whoever can write into Redis writes jobs: what is not as we write it is not tried. */
function dueRetryOf(data: unknown): DueRetry | null {
  if (typeof data !== 'object' || data === null) return null;
  const { key, schemaVersion } = data as Record<string, unknown>;
  if (typeof key !== 'string' || typeof schemaVersion !== 'string') return null;
  const traceId = traceIdOfKey(key);
  return traceId === null ? null : { traceId, key, schemaVersion };
}
