import { noOutcomes, type OutcomeCounts } from '../../domain/job/outcome-counts.js';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { ShardStore } from '../store/shard.store.js';
import { flushAfterMs } from './flush-pace.js';
import { encodeResults, resultsKey, type Result } from '../store/shards.js';

/** After an error of the store, milliseconds. */
const AGAIN_MS = 1_000;

/** Results in one shard at the most. */
const MAX_LINES = 1_000;

/**
 * A member is begun only where fewer than this many members lie between it and the first one without a stored result. So a
 * replica that takes the job over knows which members cannot have been begun.
 */
export const WINDOW = 5_000;

interface ResultBookParts {
  shards: Pick<ShardStore, 'writeResults'>;
  clock: Clock;
  log: Log;
  /** Is called when results were stored. */
  stores: () => void;
  /**
   * Somebody has put another object under the name of the next shard. Seals the shards that are stored.
   *
   * @returns the name under which the next ones lie
   * @throws StoreError where nothing is certain
   */
  rename: (writer: string, shards: number) => Promise<string>;
}

/**
 * What became of the members, as far as this replica knows it: what earlier owners have stored, and its own results, which
 * it stores soon. Counters follow from it.
 */
export class ResultBook {
  readonly counts: OutcomeCounts = noOutcomes();
  /** Shards that are stored under the present name of this owner. */
  shards = 0;
  /** Shards of this owner under all its names. */
  private written = 0;
  private readonly known: Uint8Array;
  private readonly stored: Uint8Array;
  /** The first member without a stored result. */
  firstUnstored = 0;
  private buffer: Result[] = [];
  /** The lines of the shard that was sent and not confirmed. It is sent again with the same bytes. */
  private sent: Result[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private cancel: (() => void) | undefined;

  private writer: string;

  constructor(
    private readonly of: { jobId: string; writer: string; total: number },
    private readonly parts: ResultBookParts,
  ) {
    this.writer = of.writer;
    this.known = new Uint8Array(of.total);
    this.stored = new Uint8Array(of.total);
  }

  /** Whether the member has an outcome. */
  has(n: number): boolean {
    return this.known[n] === 1;
  }

  /** Whether the member is near enough to the first one without a stored result to be begun. */
  isWithin(n: number): boolean {
    return n < this.firstUnstored + WINDOW;
  }

  /** Takes over a result that is stored. @returns false where the member has one already */
  load(result: Result): boolean {
    if (!this.note(result)) return false;
    this.storedNow([result]);
    return true;
  }

  /** Adds a result, which is stored soon. */
  add(result: Result): void {
    if (!this.note(result)) return;
    this.buffer.push(result);
    if (this.buffer.length === MAX_LINES) void this.flush().catch(() => {});
    else this.flushAfter(flushAfterMs(this.written));
  }

  /**
   * Stores what is not stored yet.
   *
   * @throws StoreError where the store did not confirm it. The next call goes on with the same bytes
   */
  flush(): Promise<void> {
    // One after the other: two that store the same lines would count them as two shards.
    const flushed = this.flushing.then(() => this.flushNow());
    this.flushing = flushed.catch(() => {});
    return flushed;
  }

  stop(): void {
    this.cancel?.();
  }

  private async flushNow(): Promise<void> {
    this.cancel?.();
    this.cancel = undefined;
    while (this.sent.length > 0 || this.buffer.length > 0) {
      if (this.sent.length === 0) this.sent = this.buffer.splice(0, MAX_LINES);
      await this.write(this.sent);
      this.storedNow(this.sent);
      this.sent = [];
      this.parts.stores();
    }
  }

  private async write(lines: readonly Result[]): Promise<void> {
    const { jobId } = this.of;
    const bytes = encodeResults(lines);
    const { shards, rename, log } = this.parts;
    try {
      while (!(await shards.writeResults(jobId, this.writer, this.shards, bytes))) {
        const key = resultsKey(jobId, this.writer, this.shards);
        log.warn('job_result_name_taken', { job_id: jobId, key });
        this.writer = await rename(this.writer, this.shards);
        this.shards = 0;
      }
      this.shards++;
      this.written++;
    } catch (error) {
      log.warn('job_results_not_stored', { job_id: jobId, ...describeError(error) });
      this.flushAfter(AGAIN_MS);
      throw error;
    }
  }

  private flushAfter(ms: number): void {
    this.cancel ??= this.parts.clock.after(ms, () => void this.flush().catch(() => {}));
  }

  private note({ n, outcome }: Result): boolean {
    if (n >= this.known.length || this.known[n] === 1) return false;
    this.known[n] = 1;
    this.counts[outcome]++;
    return true;
  }

  private storedNow(results: readonly Result[]): void {
    for (const { n } of results) this.stored[n] = 1;
    while (this.stored[this.firstUnstored] === 1) this.firstUnstored++;
  }
}
