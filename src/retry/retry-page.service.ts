import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterListing } from '../dlq/dead-letter.listing.js';
import { StoreError } from '../dlq/store-error.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { Shutdown } from '../runtime/shutdown.js';
import { RetryService, type RetryOutcome } from './retry.service.js';

/** No attempt of a page starts later than this after the request. */
export const PAGE_START_LIMIT_MS = 15_000;

export interface RetryPage {
  /** Keys, in key order. */
  processed: string[];
  failed: string[];
  /** The key to continue after; `null`: there is no more. */
  continueAfter: string | null;
}

/** Retries one page of unresolved dead letters in key order, several at once. */
@Injectable()
export class RetryPageService {
  constructor(
    private readonly retries: RetryService,
    private readonly listing: DeadLetterListing,
    private readonly shutdown: Shutdown,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws StoreError when not even the first keys could be listed. */
  async retryPage(limit: number, after: string | undefined): Promise<RetryPage> {
    const latestStart = this.clock.now() + PAGE_START_LIMIT_MS;
    const keys = this.listing.keys({ order: 'asc', after });
    const outcomes = new Map<string, RetryOutcome>();
    const running = new Set<Promise<void>>();
    let lastStarted: string | null = null;
    let more = false;

    // What is under way may be an attempt; only what turned out not to be one frees its place on the page.
    const hasRoom = () => attempts(outcomes) + running.size < limit;
    const mayStart = () => this.clock.now() < latestStart && !this.shutdown.signal.aborted;
    try {
      for await (const { key, traceId } of keys) {
        if (traceId === null) continue;
        while (running.size > 0 && (!hasRoom() || running.size >= this.config.retry.concurrency)) {
          await Promise.race(running);
        }
        more = !hasRoom() || !mayStart();
        if (more) break;
        lastStarted = key;
        const run: Promise<void> = this.retry(key)
          .then((outcome) => void outcomes.set(key, outcome))
          .finally(() => running.delete(run));
        running.add(run);
      }
    } catch (error) {
      if (!(error instanceof StoreError) || lastStarted === null) throw error;
      this.log.error('retry_page_cut_short', { error: describeError(error) });
      more = true;
    } finally {
      await Promise.all(running);
    }
    return { ...sorted(outcomes), continueAfter: more ? (lastStarted ?? after ?? null) : null };
  }

  private async retry(key: string): Promise<RetryOutcome> {
    try {
      return await this.retries.retryByKey(key, 'page');
    } catch (error) {
      this.log.error('retry_not_begun', { key, error: describeError(error) });
      return { kind: 'failed', key, error: 'the store did not answer' };
    }
  }
}

function attempts(outcomes: Map<string, RetryOutcome>): number {
  let count = 0;
  for (const { kind } of outcomes.values()) if (kind === 'processed' || kind === 'failed') count++;
  return count;
}

function sorted(outcomes: Map<string, RetryOutcome>): { processed: string[]; failed: string[] } {
  const keysOf = (kind: RetryOutcome['kind']) =>
    [...outcomes]
      .filter(([, outcome]) => outcome.kind === kind)
      .map(([key]) => key)
      .toSorted();
  return { processed: keysOf('processed'), failed: keysOf('failed') };
}
