import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { RecentEvents } from '../../../domain/recent-events.js';
import type { Clock } from '../../../runtime/clock.js';

/** The listener asks Redis to wait so long for something to hear, milliseconds. */
export const LISTEN_MS = 5_000;

/** Trace ids that are remembered, about 150 bytes each. */
const MAX_REMEMBERED = 100_000;

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

/** What a job leaves behind for all who listen. */
export interface Finished {
  by: string;
}

/**
 * Knows which retries other replicas have finished since the catalog may have looked, so that they are not handed over
 * again for nothing. What is not heard costs a reading of the record, no more.
 */
export class FinishedElsewhere {
  private readonly finished: RecentEvents;
  private readonly events: QueueEvents;

  /** @param hear is told what the connection says of itself */
  constructor(
    private readonly options: FinishedElsewhereOptions,
    private readonly clock: Clock,
    hear: (error: unknown) => void,
  ) {
    const { queue, prefix, connection, windowMs } = options;
    this.finished = new RecentEvents({ windowMs, max: MAX_REMEMBERED });
    const settings = { connection, prefix, blockingTimeout: LISTEN_MS, skipVersionCheck: true };
    this.events = new QueueEvents(queue, settings);
    this.events.on('active', ({ jobId }) => options.begun(jobId));
    this.events.on('completed', ({ jobId, returnvalue }) => this.note(jobId, returnvalue));
    this.events.on('error', hear);
  }

  has(traceId: string): boolean {
    return this.finished.has(traceId, this.clock.monotonic());
  }

  async close(): Promise<void> {
    await this.events.close();
  }

  private note(traceId: string, value: unknown): void {
    const by = typeof value === 'object' && value !== null && 'by' in value ? value.by : undefined;
    // What was done here the catalog knows already, and whether it is due again.
    if (typeof by === 'string' && by !== this.options.replica) {
      this.finished.note(traceId, this.clock.monotonic());
    }
  }
}
