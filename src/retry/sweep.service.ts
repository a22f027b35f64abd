import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Catalog } from '../dlq/catalog/catalog.js';
import { keyOf, nameOf, type Summary } from '../dlq/catalog/summary.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { Shutdown } from '../runtime/shutdown.js';
import { dueTasks } from './due-tasks.js';
import { MergeService } from './merge.service.js';
import { PurgeService } from './purge.service.js';
import { RetryService } from './retry.service.js';

export interface SweepReport {
  /** Retries and purges that had their turn. */
  due: number;
  processed: number;
  failed: number;
  /** Left for a later sweep, because their target is down. */
  held: number;
  purged: number;
  /** Records that were a second one of the same event. */
  merged: number;
}

/**
 * Does what is due: merges twins, then goes through retries and purges batch by batch, several at once. What is due
 * it takes from the catalog; what is done with a record is decided by a reading of its own.
 */
@Injectable()
export class SweepService implements BeforeApplicationShutdown {
  private running: Promise<SweepReport> | null = null;

  constructor(
    private readonly catalog: Catalog,
    private readonly retries: RetryService,
    private readonly merges: MergeService,
    private readonly purges: PurgeService,
    private readonly processing: ProcessingService,
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
    const report = { due: 0, processed: 0, failed: 0, held: 0, purged: 0, merged: 0 };
    try {
      const { merged, apart } = await this.merges.mergeKnown();
      report.merged = merged;
      const done = new Set([...apart].map(nameOf));
      for (;;) {
        const { tasks, held } = this.batch(done);
        if (tasks.length === 0 || this.shutdown.signal.aborted) {
          report.held += held;
          break;
        }
        await forEachAtMost(this.config.retry.concurrency, tasks, async (task) => {
          if (!this.shutdown.signal.aborted) await this.perform(task, report);
        });
        for (const { name } of tasks) done.add(name);
      }
    } catch (error) {
      this.log.error('sweep_cut_short', { error: describeError(error) });
    }
    this.tell(report, this.clock.now() - startedAt);
    return report;
  }

  private batch(done: ReadonlySet<string>) {
    return dueTasks((visit) => this.catalog.forEach(visit), {
      now: this.clock.now(),
      done,
      holds: (version) => this.processing.isHeld(version),
      random: this.random,
    });
  }

  private async perform(task: Summary, report: SweepReport): Promise<void> {
    const key = keyOf(task);
    if (task.task === 'purge') {
      report.due++;
      if (await this.attempt(key, () => this.purges.purge(key))) report.purged++;
    } else if (this.processing.mayRetry(task.schemaVersion ?? '')) {
      report.due++;
      const outcome = await this.attempt(key, () => this.retries.retryDue(key));
      if (outcome?.kind === 'processed' || outcome?.kind === 'failed') report[outcome.kind]++;
    } else {
      report.held++;
    }
  }

  /** One that goes wrong must not end the sweep for the others. */
  private async attempt<T>(key: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.log.error('sweep_task_failed', { key, error: describeError(error) });
      return undefined;
    }
  }

  private tell(report: SweepReport, durationMs: number): void {
    const fields = { ...report, duration_ms: durationMs };
    const { due, merged } = report;
    if (due + merged > 0) this.log.info('sweep_finished', fields);
    else this.log.debug('sweep_finished', fields);
  }
}
