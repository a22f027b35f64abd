import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterListing, type ListedKey } from '../dlq/dead-letter.listing.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { mapInOrder } from '../dlq/in-order.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import { timeLeft, type StoreTimes } from '../domain/lease.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { Shutdown } from '../runtime/shutdown.js';
import { DueNotes } from './due-notes.js';
import { RetryService } from './retry.service.js';
import { shuffled } from './shuffled.js';

export interface SweepReport {
  due: number;
  processed: number;
  failed: number;
}

/** Retries what is due: finds it, shuffles it, and goes through it with bounded concurrency. */
@Injectable()
export class SweepService implements BeforeApplicationShutdown {
  private readonly notes = new DueNotes();
  private running: Promise<SweepReport> | null = null;

  constructor(
    private readonly retries: RetryService,
    private readonly listing: DeadLetterListing,
    private readonly letters: DeadLetterStore,
    private readonly shutdown: Shutdown,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** One sweep; joins the one that is under way, so that it never overlaps itself. Never throws. */
  sweep(): Promise<SweepReport> {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  /** What has begun is finished before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<SweepReport> {
    const startedAt = this.clock.now();
    const report = { due: 0, processed: 0, failed: 0 };
    try {
      const due = await this.findDue();
      report.due = due.length;
      await forEachAtMost(this.config.retry.concurrency, due, async (key) => {
        if (this.shutdown.signal.aborted) return;
        const kind = await this.retry(key);
        if (kind === 'processed' || kind === 'failed') report[kind]++;
      });
    } catch (error) {
      this.log.error('sweep_cut_short', { error: describeError(error) });
    }
    const fields = { ...report, duration_ms: this.clock.now() - startedAt };
    if (report.due > 0) this.log.info('sweep_finished', fields);
    else this.log.debug('sweep_finished', fields);
    return report;
  }

  private async findDue(): Promise<string[]> {
    const due: string[] = [];
    const listed = this.listing.keys({ order: 'asc' });
    for await (const { key, dueAt } of mapInOrder(listed, this.config.retry.concurrency, (item) =>
      this.dueAt(item),
    )) {
      if (this.shutdown.signal.aborted) return [];
      if (dueAt <= this.clock.now()) due.push(key);
    }
    this.notes.endOfListing();
    // Replicas that sweep at the same time begin at different ends, and seldom meet.
    return shuffled(due, this.random);
  }

  private async dueAt({ key, traceId, etag }: ListedKey): Promise<{ key: string; dueAt: number }> {
    if (traceId === null) return { key, dueAt: Infinity };
    const noted = this.notes.dueAt(key, etag);
    if (noted !== undefined) return { key, dueAt: noted };
    const read = await this.letters.read(key);
    if (read.outcome === 'missing') return { key, dueAt: Infinity };
    const dueAt = read.decoded.kind === 'record' ? this.dueTime(read.decoded.letter, read.times) : Infinity;
    this.notes.note(key, read.etag, dueAt);
    return { key, dueAt };
  }

  private dueTime({ lease, nextRetryAt, status }: DeadLetter, times: StoreTimes): number {
    // A lease that lives is looked at again when it may have run out.
    if (lease !== null) return this.clock.now() + timeLeft(lease, times);
    return status === 'pending' ? (nextRetryAt ?? 0) : Infinity;
  }

  private async retry(key: string): Promise<string> {
    try {
      return (await this.retries.retryDue(key)).kind;
    } catch (error) {
      this.log.error('retry_not_begun', { key, error: describeError(error) });
      return 'not_begun';
    }
  }
}
