import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { Log } from '../../../runtime/logger.js';
import { leastPlaces } from '../yielding-places.js';
import { emptyQueue, poisonIn } from './queue-poison.js';
import { QueueProgress } from './queue-progress.js';

/** The shortest time between two purges of the queue, milliseconds, because it may be spoilt again at once. */
const EMPTY_AGAIN_MS = 30_000;

/** Time to purge the queue, which scans all keys of that Redis, milliseconds. */
const EMPTY_TIMEOUT_MS = 5_000;

/**
 * Purges a queue that is spoilt or does not move. Anybody who can write into Redis can spoil it. The store has
 * everything that the queue holds, so the next sweep fills it again.
 */
export class QueueKeeper {
  readonly progress: QueueProgress;
  private poison: string | null = null;
  private emptiedAt = -Infinity;

  /** @param keyPrefix the beginning of all keys of the queue */
  constructor(
    private readonly queue: Queue,
    private readonly commands: Redis,
    private readonly keyPrefix: string,
    concurrency: number,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.progress = new QueueProgress(concurrency, leastPlaces(concurrency));
  }

  /** Takes an error of a connection, the queue or the worker. @returns whether the content of the queue caused it */
  heard(error: unknown): boolean {
    const poison = poisonIn(error);
    this.poison ??= poison;
    return poison !== null;
  }

  /** @throws Error that says why the queue does not move; errors of Redis */
  async look(): Promise<void> {
    const reason = this.poison ?? (await this.standstill());
    if (reason === null) return;
    await this.empty(reason);
    throw new Error(`the queue in Redis holds ${reason}; it is emptied, and filled again by the next sweep`);
  }

  private async standstill(): Promise<string | null> {
    const { waiting = 0, active = 0 } = await this.queue.getJobCounts('waiting', 'active');
    const state = this.progress.look({ waiting, active }, this.clock.monotonic());
    if (state === 'moving') return null;
    if (await this.queue.isPaused()) throw new Error('the queue in Redis is paused: resume it');
    if (state === 'slow') throw new Error('jobs wait in the queue in Redis, and none begins');
    return 'jobs that are never begun';
  }

  private async empty(reason: string): Promise<void> {
    const now = this.clock.monotonic();
    if (now - this.emptiedAt < EMPTY_AGAIN_MS) return;
    this.emptiedAt = now;
    await withDeadline(this.clock, EMPTY_TIMEOUT_MS, (signal) =>
      emptyQueue(this.commands, this.keyPrefix, signal),
    );
    this.poison = null;
    this.progress.reset();
    this.log.warn('redis_queue_emptied', { reason });
  }
}
