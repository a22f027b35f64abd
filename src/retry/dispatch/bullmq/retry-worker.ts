import { DelayedError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { Pause } from '../../../processing/reservation.js';
import type { RetryEnd, RetryRunner } from '../retry-dispatcher.port.js';
import type { RetryPlaces } from '../retry-places.js';
import type { Finished } from './finished-retries.js';
import { finishedBy, REMOVED, retryOf } from './retry-jobs.js';

/** An idle worker asks Redis to wait so many seconds for a job. */
export const DRAIN_DELAY_S = 2;

/** A dead replica's jobs are taken over when they have not been renewed for so long, and this has been seen twice. */
const LOCK_MS = 10_000;
const STALLED_MS = 5_000;

/** After a failed fetch, so that a Redis that is back is made use of at once. */
const FETCH_AGAIN_MS = 500;

/** How long a job that was left alone is kept from all, and how often; the next sweep finds it due anyway. */
const GIVEN_ON_FOR_MS = 1_000;
const MAX_HANDS = 5;

/** What has no place at its target within this is given on, milliseconds: a job that waits keeps others from a worker. */
const PLACE_WAIT_MS = 1_000;

const CLOSE_TIMEOUT_MS = 2_000;

export interface RetryWorkerOptions {
  queue: string;
  prefix: string;
  connection: Redis;
  /** Attempts at once on this replica; those of all replicas are limited by the queue. */
  concurrency: number;
  /** Of all replicas; 0: no limit. */
  ratePerSecond: number;
  /** The name of this one. */
  replica: string;
  /** Is told of each job that is begun here. */
  begun: (traceId: string) => void;
}

/** Tries what comes out of the queue, whichever replica put it in. */
export class RetryWorker {
  private readonly worker: Worker;
  private readonly running = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  /** Ends the waits after which jobs are for all again. */
  private readonly waits = new Set<() => void>();

  /** @param hear is told what the connections say of themselves */
  constructor(
    { queue, prefix, connection, concurrency, ratePerSecond, replica, begun }: RetryWorkerOptions,
    private readonly runner: RetryRunner,
    private readonly places: RetryPlaces,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    const perform = async (job: Job, token?: string): Promise<Finished | null> => {
      // Whoever else wrote it may have it kept, and a later job of the same id would be a silent nothing.
      Object.assign(job.opts, REMOVED);
      begun(job.id ?? '');
      const end = await this.track(this.perform(job.data));
      if (end !== 'held') return finishedBy(replica, job.data);
      await this.giveOn(job, token);
      // It was not tried: nobody must take it for finished.
      return null;
    };
    this.worker = new Worker(queue, perform, {
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
    for (const cancel of this.waits) cancel();
    const closed = this.worker.close(force);
    await Promise.all(this.running);
    await withDeadline(this.clock, CLOSE_TIMEOUT_MS, () => closed).catch(() => {});
  }

  private async perform(data: unknown): Promise<RetryEnd> {
    const retry = retryOf(data);
    if (retry === null) return 'none';
    const { signal } = this.stopping;
    let release = await this.places.acquire({ signal }).catch(() => null);
    if (release === null) return 'held';
    // What waits for its target must not keep others from theirs.
    const pause: Pause = async (wait) => {
      release?.();
      try {
        return await wait();
      } finally {
        release = await this.places.acquire();
      }
    };
    try {
      return await this.runner.run(retry, { waitMs: PLACE_WAIT_MS, signal, pause });
    } finally {
      release?.();
    }
  }

  /**
   * What is left alone here may be tried by another replica, whose breaker knows that the target is back. Not taken
   * back at once, or a replica with an open breaker would empty the queue.
   *
   * BullMQ ends a delay by the wall clock of whichever replica looks. So the end of the delay is for the case that
   * this replica is gone by then: otherwise the replica ends the delay itself, by its monotonic clock.
   */
  private async giveOn(job: Job, token?: string): Promise<void> {
    if (job.attemptsStarted >= MAX_HANDS) return;
    await job.moveToDelayed(this.clock.now() + GIVEN_ON_FOR_MS, token);
    const cancel = this.clock.after(GIVEN_ON_FOR_MS, () => {
      this.waits.delete(cancel);
      // It fails where the job is not delayed any more, or Redis is gone; both are no reason to do anything.
      job.promote().catch(() => {});
    });
    this.waits.add(cancel);
    throw new DelayedError();
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }
}
