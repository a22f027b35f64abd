import { FinishedRetries } from '../../src/retry/dispatch/bullmq/finished-retries.js';
import { finishedBy, jobOf, retryOf, toHandOver } from '../../src/retry/dispatch/bullmq/retry-jobs.js';
import type { DispatcherParts } from '../../src/retry/dispatch/dispatcher-parts.js';
import {
  emptyReport,
  type DispatchReport,
  type DueRetry,
  type RetryDispatcher,
} from '../../src/retry/dispatch/retry-dispatcher.port.js';
import type { SimulatedQueue } from './queue.js';
import type { SimulatedProcess } from './simulated-process.js';

/** A worker waits so long for a place at a target, milliseconds. */
const PLACE_WAIT_MS = 1_000;

type JobQueue = Pick<SimulatedQueue, 'join' | 'add'>;

/** The dispatcher of one replica at the queue. What it decides, it decides by the code of the BullMQ dispatcher. */
export class SimulatedDispatcher implements RetryDispatcher {
  readonly kind = 'bullmq';
  readonly trouble = null;
  private readonly finished: FinishedRetries;

  /** @param catalogMs how long the replica's catalog may not know what another one did, milliseconds */
  constructor(
    private readonly queue: JobQueue,
    private readonly process: SimulatedProcess,
    private readonly parts: Pick<DispatcherParts, 'runner' | 'places' | 'clock'>,
    catalogMs: number,
  ) {
    this.finished = new FinishedRetries(catalogMs, process.name);
  }

  start(): void {
    this.queue.join({
      process: this.process,
      perform: ({ data }) => this.perform(data),
      hear: (id, value) => this.finished.note(id, value, this.parts.clock.monotonic()),
    });
  }

  async dispatch(retries: readonly DueRetry[]): Promise<DispatchReport> {
    const isFinished = ({ traceId, etag }: DueRetry) =>
      this.finished.has(traceId, etag, this.parts.clock.monotonic());
    const { free, held } = toHandOver(retries, isFinished, this.parts.runner);
    for (const { data, opts } of free.map(jobOf)) this.queue.add(opts.jobId, data);
    return { ...emptyReport(), held, dispatched: free.length };
  }

  async close(): Promise<void> {}

  private async perform(data: unknown): Promise<unknown> {
    const retry = retryOf(data);
    if (retry === null) throw new Error('a job that no replica wrote');
    const { pause, release } = await this.parts.places.take();
    try {
      const { signal } = new AbortController();
      const end = await this.parts.runner.run(retry, { waitMs: PLACE_WAIT_MS, signal, pause });
      return end === 'held' ? null : finishedBy(this.process.name, data);
    } finally {
      release();
    }
  }
}
