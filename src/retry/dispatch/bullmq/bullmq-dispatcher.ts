import { Queue } from 'bullmq';
import type { RedisConfig } from '../../../config/redis-config.js';
import { sleep } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import type { DispatcherParts } from '../dispatcher-parts.js';
import {
  emptyReport,
  type DispatchReport,
  type DueRetry,
  type RetryDispatcher,
} from '../retry-dispatcher.port.js';
import { FinishedElsewhere } from './finished-elsewhere.js';
import { QueueKeeper } from './queue-keeper.js';
import { withHashTag } from './queue-name.js';
import { callWithin, connect, type RedisConnections } from './redis-connections.js';
import { RedisWatch } from './redis-watch.js';
import { JOB, jobOf, toHandOver } from './retry-jobs.js';
import { RetryWorker } from './retry-worker.js';

/** Jobs in one call. */
const CHUNK = 100;

/** Waiting jobs in Redis for each place: some seconds of work, and little to lose. */
const QUEUED_PER_PLACE = 20;

/** Time between two looks at a full queue, milliseconds. */
const LOOK_AGAIN_MS = 200;

/** A job without a retry, which tests whether jobs are taken. */
const TRIAL = { name: 'trial', data: {}, opts: { ...JOB, jobId: 'trial' } };

export interface BullMqDispatcherOptions extends RedisConfig {
  /** The queue's name: one for each bucket. */
  queue: string;
  /** For all replicas together. */
  concurrency: number;
  ratePerSecond: number;
  /** How long the catalog may lag behind another replica, milliseconds. */
  catalogMs: number;
}

/**
 * Spreads retries over the replicas by a queue in Redis. Every replica adds the due retries that it finds, and works on
 * the queue. Redis holds only the ids of records to look at soon, so the next sweep fills an emptied queue again. While
 * Redis is down, due retries wait; people's retries go on.
 */
export class BullMqDispatcher implements RetryDispatcher {
  readonly kind = 'bullmq';
  private readonly connections: RedisConnections;
  private readonly queue: Queue;
  private readonly watch: RedisWatch;
  private readonly finished: FinishedElsewhere;
  private readonly keeper: QueueKeeper;
  private readonly prefix: string;
  private worker: RetryWorker | undefined;
  /** Whether adding jobs has failed since it last worked. */
  private suspect = false;

  constructor(
    private readonly options: BullMqDispatcherOptions,
    private readonly parts: DispatcherParts,
  ) {
    const { replica, clock, log } = parts;
    const { url, callTimeoutMs, queue } = options;
    const prefix = (this.prefix = withHashTag(options.prefix));
    this.connections = connect(url, callTimeoutMs);
    this.watch = new RedisWatch(() => this.look(), clock, log);
    const hear = (error: unknown) => this.heard(error);
    const { commands, listener } = this.connections;
    for (const connection of Object.values(this.connections)) connection.on('error', hear);
    const settings = { connection: commands, prefix, skipVersionCheck: true, skipMetasUpdate: true };
    this.queue = new Queue(queue, settings);
    this.queue.on('error', hear);
    const { concurrency, catalogMs: windowMs } = options;
    this.keeper = new QueueKeeper(this.queue, commands, `${prefix}:${queue}`, concurrency, clock, log);
    const listening = { queue, prefix, connection: listener, replica, windowMs, begun: this.begun };
    this.finished = new FinishedElsewhere(listening, clock, hear);
  }

  get trouble(): string | null {
    return this.watch.trouble;
  }

  start(): void {
    this.watch.start();
    const connection = this.connections.worker;
    const hear = (error: unknown) => this.heard(error);
    const { runner, places, clock, replica } = this.parts;
    const options = { ...this.options, prefix: this.prefix, replica, connection, begun: this.begun };
    this.worker = new RetryWorker(options, runner, places, clock, hear);
  }

  async dispatch(retries: readonly DueRetry[], signal: AbortSignal): Promise<DispatchReport> {
    const report = emptyReport();
    const { free, held } = toHandOver(retries, (retry) => this.finished.has(retry), this.parts.runner);
    report.held = held;
    // The watch tries Redis every second anyway.
    if (this.trouble !== null) return { ...report, unavailable: true };
    try {
      for (let from = 0; from < free.length; from += CHUNK) {
        await this.room(signal);
        const chunk = free.slice(from, from + CHUNK);
        await this.call(() => this.queue.addBulk(chunk.map(jobOf)));
        report.dispatched += chunk.length;
        this.keeper.progress.handedOver(
          chunk.map(({ traceId }) => traceId),
          this.parts.clock.monotonic(),
        );
      }
    } catch (error) {
      if (signal.aborted) return report;
      this.suspect = true;
      this.keeper.heard(error);
      this.watch.failed(error);
      report.unavailable = true;
    }
    return report;
  }

  async close(): Promise<void> {
    await this.watch.stop();
    await this.worker?.close(this.trouble !== null);
    await this.call(() => this.queue.close()).catch(() => {});
    // Closing may wait for a Redis that is down.
    await withDeadline(this.parts.clock, this.options.callTimeoutMs, () => this.finished.close()).catch(
      () => {},
    );
    for (const connection of Object.values(this.connections)) connection.disconnect();
  }

  /** Waits until the queue has room. */
  private async room(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (
      (await this.call(() => this.queue.getWaitingCount())) >
      QUEUED_PER_PLACE * this.options.concurrency
    ) {
      await sleep(this.parts.clock, LOOK_AGAIN_MS, signal);
    }
  }

  /**
   * Writes the limits each time, because a flush removes them, and because the write shows whether Redis accepts
   * writes. After a failure to add jobs, a test job must be added first. Otherwise a Redis that accepts some commands
   * and refuses others would alternate between usable and unusable at every sweep.
   */
  private async look(): Promise<void> {
    try {
      await this.call(async () => {});
      // This comes before any write, because spoilt content may make the write fail.
      await this.keeper.look();
      await this.call(() => this.queue.setGlobalConcurrency(this.options.concurrency));
      if (this.suspect) await this.call(() => this.queue.addBulk([TRIAL]));
      this.suspect = false;
    } catch (error) {
      this.keeper.heard(error);
      throw error;
    }
  }

  private readonly begun = (traceId: string): void => this.keeper.progress.begun(traceId);

  private heard(error: unknown): void {
    // The content of the queue says nothing about the connection to Redis.
    if (!this.keeper.heard(error)) this.watch.heard(error);
  }

  /** One call, with its wait for a connection. */
  private async call<T>(work: () => Promise<T>): Promise<T> {
    const { commands } = this.connections;
    return callWithin(this.parts.clock, this.options.callTimeoutMs, commands, work);
  }
}
