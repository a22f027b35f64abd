import { StoreError } from '../../store/store-error.js';
import type { Blocked, NotInPage, RetryOutcome } from '../retry-outcome.js';

/**
 * `unreached`: the store failed before this record was tried. `unexpected`: this attempt had an error that the store
 * did not cause; the page goes on.
 */
export type PageOutcome = (RetryOutcome | Blocked | NotInPage)['kind'] | 'unreached' | 'unexpected';

/** The bookkeeping of one retry page: which records were started, in key order, how they ended, and where to go on. */
export class PageRound {
  /** The error of the store that ended the page early. */
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

  /** Whether a record could not be begun. Then no later one is started. */
  get stopped(): boolean {
    return this.error !== undefined || this.has('not_begun');
  }

  /** A started record counts towards the limit, unless it turns out to be no attempt. */
  get full(): boolean {
    return this.tried + this.running.size >= this.limit;
  }

  /** Attempts that have ended. */
  get tried(): number {
    return this.keysOf('processed').length + this.keysOf('failed').length;
  }

  /**
   * The key after which the next page goes on: the one before the first record that was not begun. A record at which
   * the store failed is skipped where a later one was tried. Otherwise each page would begin with it, and try the later
   * ones again.
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

  /** Resolves when one more may be started, or when the page is full. */
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

  /** @throws errors that the store did not cause */
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
