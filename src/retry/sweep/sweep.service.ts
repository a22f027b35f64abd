import type { BeforeApplicationShutdown } from '@nestjs/common';
import { nameOf, objectKeyOf, type Summary } from '../../catalog/summary.js';
import type { Clock } from '../../runtime/clock.js';
import type { SweepEnded } from '../../runtime/fact-types.js';
import type { Facts } from '../../runtime/facts.js';
import { forEachAtMost } from '../../runtime/for-each.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { Shutdown } from '../../runtime/shutdown.js';
import type { RetryDispatcher } from '../dispatch/retry-dispatcher.port.js';
import type { MergeService } from '../merge.service.js';
import type { DueBatches } from './due-batches.js';
import type { PurgeService } from './purge.service.js';

/** Purges at once. They are few, because the store's places are for events and retries. */
const PURGES_AT_ONCE = 16;

export type SweepReport = Omit<SweepEnded, 'durationMs'>;

/**
 * One sweep merges twins, then does due retries and purges batch by batch. It hands retries to the dispatcher. The
 * catalog says what is due; a read of each record decides what happens with it.
 */
export class SweepService implements BeforeApplicationShutdown {
  private running: Promise<SweepReport> | null = null;

  constructor(
    private readonly due: DueBatches,
    private readonly dispatcher: RetryDispatcher,
    private readonly merges: Pick<MergeService, 'mergeKnown'>,
    private readonly purges: PurgeService,
    private readonly shutdown: Shutdown,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly log: Log,
  ) {}

  /** Runs one sweep, or joins the one that is under way, so that sweeps never overlap. Never throws. */
  sweep(): Promise<SweepReport> {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  /** A sweep that has begun is finished before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<SweepReport> {
    const begunAt = this.clock.monotonic();
    const report = {
      due: 0,
      processed: 0,
      failed: 0,
      dispatched: 0,
      held: 0,
      blocked: 0,
      purged: 0,
      merged: 0,
    };
    try {
      const { merged, apart } = await this.merges.mergeKnown();
      report.merged = merged;
      const done = new Set([...apart].map(nameOf));
      let takesRetries = true;
      for (;;) {
        const { tasks, held, blocked } = this.due.next(done, takesRetries);
        if (tasks.length === 0 || this.shutdown.signal.aborted) {
          report.held += held;
          report.blocked += blocked;
          break;
        }
        const [accepted] = await Promise.all([this.handOver(tasks, report), this.purge(tasks, report)]);
        takesRetries &&= accepted;
        for (const { name, task } of tasks) if (takesRetries || task === 'purge') done.add(name);
      }
    } catch (error) {
      this.log.error('sweep_cut_short', describeError(error));
    }
    this.facts.tell('sweep_ended', { ...report, durationMs: this.clock.monotonic() - begunAt });
    return report;
  }

  /** @returns whether more can be handed over */
  private async handOver(tasks: readonly Summary[], report: SweepReport): Promise<boolean> {
    const retries = this.due.retriesOf(tasks);
    const { signal } = this.shutdown;
    const sent = await this.dispatcher.dispatch(retries, signal);
    for (const end of ['processed', 'failed', 'dispatched', 'held'] as const) report[end] += sent[end];
    const untold = sent.unavailable || signal.aborted;
    report.due += untold ? sent.processed + sent.failed + sent.dispatched : retries.length - sent.held;
    return !sent.unavailable;
  }

  private async purge(tasks: readonly Summary[], report: SweepReport): Promise<void> {
    const purges = tasks.filter(({ task }) => task === 'purge');
    await forEachAtMost(PURGES_AT_ONCE, purges, async (summary) => {
      if (this.shutdown.signal.aborted) return;
      const key = objectKeyOf(summary);
      report.due++;
      if (await this.attempt(key, () => this.purges.purge(key))) report.purged++;
    });
  }

  /** One that goes wrong must not end the sweep for the others. */
  private async attempt<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.log.error('sweep_task_failed', { key, ...describeError(error) });
      return undefined;
    }
  }
}
