import { DelayedError, type Job } from 'bullmq';
import type { Clock } from '../../../runtime/clock.js';
import type { RetryEnd, RetryRunner } from '../retry-dispatcher.port.js';
import type { RetryPlaces } from '../retry-places.js';
import type { Finished } from './finished-retries.js';
import { QueueWorker, type QueueWorkerOptions } from './queue-worker.js';
import { finishedBy, retryOf } from './retry-jobs.js';

/** How long a job that was not tried is delayed, and how often. The next sweep finds the retry due anyway. */
const GIVEN_ON_FOR_MS = 1_000;
const MAX_HANDS = 5;

/** The longest wait for a place at the target, milliseconds. A job that waits longer would block the worker's place. */
const PLACE_WAIT_MS = 1_000;

export interface RetryWorkerOptions extends Omit<QueueWorkerOptions, 'maxStalledCount'> {
  /** The name of this replica. */
  replica: string;
  /** Called for each job that begins here. */
  begun: (traceId: string) => void;
}

/** Tries the jobs of the queue, from whichever replica. */
export class RetryWorker {
  private readonly worker: QueueWorker;
  private readonly stopping = new AbortController();
  /** Cancels the timers that end the delays of jobs. */
  private readonly waits = new Set<() => void>();

  /** @param hear receives the errors of the connections */
  constructor(
    { replica, begun, ...options }: RetryWorkerOptions,
    private readonly runner: RetryRunner,
    private readonly places: RetryPlaces,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    const perform = async (job: Job, token?: string): Promise<Finished | null> => {
      begun(job.id ?? '');
      const end = await this.worker.track(this.perform(job.data));
      if (end !== 'held') return finishedBy(replica, job.data);
      await this.giveOn(job, token);
      // It was not tried, so no replica may count it as finished.
      return null;
    };
    this.worker = new QueueWorker({ ...options, maxStalledCount: 1 }, perform, clock, hear);
    places.onChange((count) => this.worker.takeAtMost(count));
  }

  /**
   * Resolves when the attempts that have begun are finished, whether or not Redis answers.
   *
   * @param force does not wait for Redis at all
   */
  async close(force: boolean): Promise<void> {
    this.stopping.abort(new Error('the worker stops'));
    for (const cancel of this.waits) cancel();
    await this.worker.close(force);
  }

  private async perform(data: unknown): Promise<RetryEnd> {
    const retry = retryOf(data);
    if (retry === null) return 'none';
    const { signal } = this.stopping;
    const place = await this.places.take(signal).catch(() => null);
    if (place === null) return 'held';
    try {
      return await this.runner.run(retry, { waitMs: PLACE_WAIT_MS, signal, pause: place.pause });
    } finally {
      place.release();
    }
  }

  /**
   * Delays a job, so that another replica can try it, whose breaker may know that the target is up again. Without the
   * delay a replica with an open breaker would empty the queue.
   *
   * BullMQ ends a delay by the wall clock of any replica. That end serves the case that this replica has died.
   * Otherwise this replica ends the delay itself, by its monotonic clock.
   */
  private async giveOn(job: Job, token?: string): Promise<void> {
    if (job.attemptsStarted >= MAX_HANDS) return;
    await job.moveToDelayed(this.clock.now() + GIVEN_ON_FOR_MS, token);
    const cancel = this.clock.after(GIVEN_ON_FOR_MS, () => {
      this.waits.delete(cancel);
      // It fails where the job is no longer delayed, or Redis is down. Neither needs an action.
      job.promote().catch(() => {});
    });
    this.waits.add(cancel);
    throw new DelayedError();
  }
}
