import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import type { DueRetry } from '../retry-dispatcher.port.js';
import { FinishedRetries } from './finished-retries.js';

/** How long the listener lets Redis wait for the next message, milliseconds. */
export const LISTEN_MS = 5_000;

export interface FinishedElsewhereOptions {
  queue: string;
  prefix: string;
  connection: Redis;
  /** This replica. */
  replica: string;
  /** How long a replica's catalog may lag behind another one, milliseconds. */
  windowMs: number;
  /** Called for each job that begins, on any replica. */
  begun: (traceId: string) => void;
}

/**
 * Knows the retries that other replicas finished and that the catalog may not know of yet, so that they are not added
 * again. A missed message costs only one read of the record.
 */
export class FinishedElsewhere {
  private readonly finished: FinishedRetries;
  private readonly events: QueueEvents;

  /** @param hear receives the messages of the connection */
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
