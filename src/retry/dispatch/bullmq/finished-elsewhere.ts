import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import type { DueRetry } from '../retry-dispatcher.port.js';
import { FinishedRetries } from './finished-retries.js';

/** The listener asks Redis to wait so long for something to hear, milliseconds. */
export const LISTEN_MS = 5_000;

export interface FinishedElsewhereOptions {
  queue: string;
  prefix: string;
  connection: Redis;
  /** This replica. */
  replica: string;
  /** How long a replica's catalog may not know what another one did, milliseconds. */
  windowMs: number;
  /** Is told of each job that is begun, on whichever replica. */
  begun: (traceId: string) => void;
}

/**
 * Knows which retries other replicas have finished since the catalog may have looked, so that they are not handed over
 * again for nothing. What is not heard costs a reading of the record, no more.
 */
export class FinishedElsewhere {
  private readonly finished: FinishedRetries;
  private readonly events: QueueEvents;

  /** @param hear is told what the connection says of itself */
  constructor(
    options: FinishedElsewhereOptions,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    const { queue, prefix, connection, windowMs } = options;
    this.finished = new FinishedRetries(windowMs, options.replica);
    const settings = { connection, prefix, blockingTimeout: LISTEN_MS, skipVersionCheck: true };
    this.events = new QueueEvents(queue, settings);
    this.events.on('active', ({ jobId }) => options.begun(jobId));
    this.events.on('completed', ({ jobId, returnvalue }) =>
      this.finished.note(jobId, returnvalue, this.clock.monotonic()),
    );
    this.events.on('error', hear);
  }

  has({ traceId, etag }: DueRetry): boolean {
    return this.finished.has(traceId, etag, this.clock.monotonic());
  }

  async close(): Promise<void> {
    await this.events.close();
  }
}
