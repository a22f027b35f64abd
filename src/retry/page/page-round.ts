import { StoreError } from '../../store/store-error.js';
import type { Blocked, RetryOutcome } from '../retry-outcome.js';

/**
 * `unreached`: the store failed at this one before anything was tried. `unexpected`: an error that is no fault of the
 * store, in this one attempt; the page goes on.
 */
export type PageOutcome = (RetryOutcome | Blocked)['kind'] | 'not_begun' | 'unreached' | 'unexpected';

/** The bookkeeping of one retry page: what was started in key order, how it ended, and how far it got. */
export class PageRound {
  /** What ended the page early, if it was the store. */
  error: StoreError | undefined;
  private readonly outcomes = new Map<string, PageOutcome | 'running'>();
  private readonly running = new Set<Promise<void>>();

  /**
   * @param limit attempts on the page
   * @param concurrency attempts at once
   */
  constructor(
    private readonly limit: number,
    private readonly concurrency: number,
  ) {}

  /** Whether something could not be begun: then nothing after it is started any more. */
  get stopped(): boolean {
    return this.error !== undefined || this.has('not_begun');
  }

  /** What is under way may become an attempt; only what turns out not to be one frees its place. */
  get full(): boolean {
    return this.tried + this.running.size >= this.limit;
  }

  /** Attempts that have ended. */
  get tried(): number {
    return this.keysOf('processed').length + this.keysOf('failed').length;
  }

  /**
   * The key before the first one that was not begun: where the next page goes on. One that the store failed at is passed
   * over where a later one was tried: otherwise each page would begin with it, and try those after it again.
   */
  get lastBegun(): string | undefined {
    const keys = [...this.outcomes.keys()];
    const { processed, failed } = this.lists();
    const lastTried = keys.findLastIndex((key) => processed.includes(key) || failed.includes(key));
    const first = keys.findIndex((key, index) => {
      const outcome = this.outcomes.get(key);
      return outcome === 'not_begun' || (outcome === 'unreached' && index > lastTried);
    });
    return first < 0 ? keys.at(-1) : keys[first - 1];
  }

  /** Resolves when one more may be started, or the page turns out to be full. */
  async room(): Promise<void> {
    while (this.running.size > 0 && (this.full || this.running.size >= this.concurrency)) {
      await Promise.race(this.running);
    }
  }

  start(key: string, attempt: Promise<PageOutcome>): void {
    this.outcomes.set(key, 'running');
    const run: Promise<void> = attempt
      // A rejection without a handler would end the process.
      .catch((): PageOutcome => 'unexpected')
      .then((outcome) => void this.outcomes.set(key, outcome))
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** @throws what is no fault of the store. */
  fail(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    this.error ??= error;
  }

  async end(): Promise<void> {
    await Promise.all(this.running);
  }

  lists(): { processed: string[]; failed: string[] } {
    return { processed: this.keysOf('processed'), failed: this.keysOf('failed') };
  }

  private keysOf(kind: PageOutcome): string[] {
    return [...this.outcomes].filter(([, outcome]) => outcome === kind).map(([key]) => key);
  }

  private has(kind: PageOutcome): boolean {
    return this.keysOf(kind).length > 0;
  }
}
