import { setMaxListeners } from 'node:events';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { matcher, type CatalogFilter } from '../../catalog/catalog-filter.js';
import { CatalogService } from '../../catalog/catalog.service.js';
import { isRecord, objectKeyOf } from '../../catalog/summary.js';
import type { SummaryRow } from '../../catalog/table/row-cursor.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { StoreError } from '../../store/store-error.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { Failure } from '../../domain/letter/failure.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { forEachAtMost } from '../../runtime/for-each.js';
import { RANDOM, type Random } from '../../runtime/runtime.module.js';
import type { DraftSet } from '../schemas/draft-sets.js';
import { Causes, type FoundCause } from '../causes.js';
import { DryRunService } from './dry-run.service.js';
import { Sample } from '../../runtime/sample.js';

/** Time of a dry run of one event, or of a sample, milliseconds. A sample begins no further event after this. */
export const DRY_RUN_TIMEOUT_MS = 15_000;

/** Dead letters that are read and tried at once. */
const CONCURRENCY = 16;

export interface SampleDryRun {
  /** Dead letters that the filter takes. */
  matching: number;
  /** Of them, tried. */
  sampled: number;
  /** Picked, but the store did not hand them out. */
  unread: number;
  wouldPass: number;
  /** The examples are trace ids. */
  byCause: Array<FoundCause<string>>;
}

/** The event that is tried in the place of a dead letter's own, or why there is none. */
export type Drafted = { event: CxoneEvent } | { failure: Failure };

/** Makes the event that is tried. @throws the signal's reason; whatever ends the sample */
export type MakeDraft = (letter: DeadLetter, signal: AbortSignal) => Promise<Drafted>;

const AS_IT_IS: MakeDraft = async ({ event }) => ({ event });

/** Estimates by a sample what retries of many dead letters would do. */
@Injectable()
export class SampleDryRunService {
  constructor(
    private readonly catalog: CatalogService,
    private readonly letters: DeadLetterStore,
    private readonly dryRuns: DryRunService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'masking'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOM) private readonly random: Random,
  ) {}

  /**
   * @param size how many are tried at most; fewer where DRY_RUN_TIMEOUT_MS runs out first
   * @param schemas take the place of those in force
   */
  run(filter: CatalogFilter, size: number, schemas?: DraftSet): Promise<SampleDryRun> {
    return this.runOf(matcher(filter), size, AS_IT_IS, schemas);
  }

  /**
   * @param takes of all records those that the sample is taken from
   * @param size as above
   * @param draft makes the event that is tried of each; absent: its own is
   * @param schemas as above
   */
  async runOf(
    takes: (row: SummaryRow) => boolean,
    size: number,
    draft: MakeDraft = AS_IT_IS,
    schemas?: DraftSet,
  ): Promise<SampleDryRun> {
    const { matching, keys } = this.pick(takes, size);
    const causes = new Causes<string>();
    const result = { matching, sampled: 0, unread: 0, wouldPass: 0 };
    const timeUp = new AbortController();
    // Each event that waits for an upcaster or a check adds a listener, so Node's limit of ten does not apply.
    setMaxListeners(0, timeUp.signal);
    const cancel = this.clock.after(DRY_RUN_TIMEOUT_MS, () => timeUp.abort());
    try {
      await forEachAtMost(CONCURRENCY, keys, async (key) => {
        if (timeUp.signal.aborted) return;
        const letter = await this.read(key);
        if (letter === 'unread') result.unread++;
        if (letter === null || letter === 'unread') return;
        const run = await this.tried(letter, draft, timeUp.signal, schemas).catch((error: unknown) => {
          if (timeUp.signal.aborted) return null;
          throw error;
        });
        if (run === null) return;
        result.sampled++;
        if (run.failure === null) result.wouldPass++;
        else {
          const failure = { ...run.failure, target: run.target };
          causes.add(failure, letter.event, this.config.masking.of(letter, run.event), letter.traceId);
        }
      });
    } finally {
      cancel();
    }
    return { ...result, byCause: causes.ranked() };
  }

  private async tried(letter: DeadLetter, draft: MakeDraft, signal: AbortSignal, schemas?: DraftSet) {
    const drafted = await draft(letter, signal);
    if ('failure' in drafted) return { failure: drafted.failure, target: null, event: letter.event };
    const { event } = drafted;
    return { ...(await this.dryRuns.run(letter, signal, { event, draft: schemas })), event };
  }

  private pick(takes: (row: SummaryRow) => boolean, size: number): { matching: number; keys: string[] } {
    const sample = new Sample<string>(size, this.random);
    this.catalog.catalog.forEach((summary) => {
      if (!isRecord(summary)) return;
      if (takes(summary)) sample.show(objectKeyOf(summary));
    });
    return { matching: sample.seen, keys: sample.picked };
  }

  /** `null`: it was deleted, or is no longer a record. */
  private async read(key: string): Promise<DeadLetter | null | 'unread'> {
    try {
      const read = await this.letters.read(key);
      if (read.outcome === 'unreadable') return 'unread';
      if (read.outcome === 'missing' || read.decoded.kind !== 'record') return null;
      return read.decoded.letter.status === 'deleted' ? null : read.decoded.letter;
    } catch (error) {
      if (error instanceof StoreError) return 'unread';
      throw error;
    }
  }
}
