import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { ProcessingService } from '../processing/processing.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { Shutdown } from '../runtime/shutdown.js';
import { MergeService, type Twins } from './merge.service.js';
import { PurgeService } from './purge.service.js';
import { RetryService } from './retry.service.js';
import { shuffled } from './shuffled.js';
import { SweepFinder, type DueTask } from './sweep-finder.js';

export interface SweepReport {
  /** Retries that were due. */
  due: number;
  processed: number;
  failed: number;
  /** Left for a later sweep, because their target is down. */
  held: number;
  purged: number;
  /** Records that were a second one of the same event. */
  merged: number;
  /** Objects that cannot be used, or are no dead letters. */
  corrupt: number;
  foreign: number;
}

/** Does what is due: merges twins, then goes through retries and purges in random order, several at once. */
@Injectable()
export class SweepService implements BeforeApplicationShutdown {
  private running: Promise<SweepReport> | null = null;

  constructor(
    private readonly finder: SweepFinder,
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
    const report = {
      due: 0,
      processed: 0,
      failed: 0,
      held: 0,
      purged: 0,
      merged: 0,
      corrupt: 0,
      foreign: 0,
    };
    try {
      const { tasks, twins, corrupt, foreign } = await this.finder.find(this.shutdown.signal);
      report.due = tasks.filter(({ kind }) => kind === 'retry').length;
      Object.assign(report, { corrupt, foreign });
      const apart = await this.mergeAll(twins, report);
      // Replicas that sweep at the same time begin at different ends, and seldom meet.
      const due = shuffled(
        tasks.filter(({ key }) => !apart.has(key)),
        this.random,
      );
      await this.each(due, (task) => this.perform(task, report));
    } catch (error) {
      this.log.error('sweep_cut_short', { error: describeError(error) });
    }
    this.tell(report, this.clock.now() - startedAt);
    return report;
  }

  /**
   * Before anything is retried, so that neither of two twins is processed first and the other again.
   *
   * @returns the younger ones, except those that are to stay: they are not to be retried in this sweep
   */
  private async mergeAll(twins: readonly Twins[], report: SweepReport): Promise<Set<string>> {
    const apart = new Set<string>();
    await this.each(twins, async (pair) => {
      const outcome = await this.attempt(pair.younger, () => this.merges.merge(pair));
      if (outcome !== 'distinct') apart.add(pair.younger);
      if (outcome === 'merged') report.merged++;
    });
    return apart;
  }

  private async perform({ key, kind, schemaVersion }: DueTask, report: SweepReport): Promise<void> {
    if (kind === 'purge') {
      if (await this.attempt(key, () => this.purges.purge(key))) report.purged++;
    } else if (this.processing.mayRetry(schemaVersion)) {
      const outcome = await this.attempt(key, () => this.retries.retryDue(key));
      if (outcome?.kind === 'processed' || outcome?.kind === 'failed') report[outcome.kind]++;
    } else {
      report.held++;
    }
  }

  private each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    return forEachAtMost(this.config.retry.concurrency, items, async (item) => {
      if (!this.shutdown.signal.aborted) await work(item);
    });
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
    const { due, purged, merged } = report;
    if (due + purged + merged > 0) this.log.info('sweep_finished', fields);
    else this.log.debug('sweep_finished', fields);
  }
}
