import type { AuditService } from '../../audit/audit.service.js';
import type { Author } from '../../audit/author.js';
import type { Config } from '../../config/config.js';
import type { CatalogFilter } from '../../catalog/catalog-filter.js';
import type { Catalog } from '../../catalog/catalog.js';
import type { DeadLetterListing } from '../../catalog/dead-letter.listing.js';
import { StoreError } from '../../store/store-error.js';
import { traceIdOfKey } from '../../domain/letter/trace-id.js';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { Shutdown } from '../../runtime/shutdown.js';
import { RetryPlaces } from '../dispatch/retry-places.js';
import { MergeService } from '../merge.service.js';
import { PageRound, type PageOutcome } from './page-round.js';
import { everything, filtered, type PageSource } from './page-source.js';
import { RetryService } from '../retry.service.js';

/** No attempt of a page starts later than this after the request, milliseconds. */
const PAGE_START_LIMIT_MS = 15_000;

export interface RetryPage {
  /** Keys, in key order. */
  processed: string[];
  failed: string[];
  /** Where the next page begins: a key, or with a filter a position in the catalog; `null`: there is no next page. */
  continueAfter: string | null;
}

/** Which dead letters a page is for. */
export interface Selection {
  filter: CatalogFilter;
  /** The filter as the request has it, for the audit. */
  asked: object;
}

interface PageAttempt {
  /** By the monotonic clock. */
  startBy: number;
  round: PageRound;
  auditId: string;
  source: PageSource;
}

/** Retries one page of unresolved dead letters in key order, several at once, ahead of the schedule. */
export class RetryPageService {
  constructor(
    private readonly retries: RetryService,
    private readonly merges: MergeService,
    private readonly listing: DeadLetterListing,
    private readonly catalog: Catalog,
    private readonly shutdown: Shutdown,
    private readonly places: RetryPlaces,
    private readonly audit: Pick<AuditService, 'record'>,
    private readonly config: Pick<Config, 'retry'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * @param after `continueAfter` of the page before, of the same filter
   * @param only absent: all unresolved dead letters, as the store lists them
   * @throws StoreError when the store did not answer, AuditUnavailable when the audit could not be written; nothing
   *   was tried
   */
  async retryPage(
    limit: number,
    after: string | undefined,
    author: Author,
    only?: Selection,
  ): Promise<RetryPage> {
    const source = only === undefined ? everything(this.listing) : filtered(this.catalog, only.filter);
    const begin = after ?? source.start;
    const round = new PageRound(limit, this.config.retry.concurrency);
    const startBy = this.clock.monotonic() + PAGE_START_LIMIT_MS;
    const mayStart = () =>
      this.clock.monotonic() < startBy && !this.shutdown.signal.aborted && !round.stopped;
    const asksFor = {
      limit,
      after: after === undefined ? null : (traceIdOfKey(after) ?? after),
      ...(only && { filter: only.asked }),
    };
    const auditId = await this.audit.record(author, { action: 'page_retried', after: asksFor });
    let more = false;
    const { apart } = await this.merges.mergeKnown();
    try {
      for await (const { key, traceId } of source.keys(begin)) {
        if (traceId === null || apart.has(key)) continue;
        await round.room();
        more = round.full || !mayStart();
        if (more) break;
        round.start(key, this.retry(key, { startBy, round, auditId, source }));
      }
    } catch (error) {
      round.fail(error);
    } finally {
      await round.end();
    }
    if (round.error !== undefined && round.tried === 0) throw round.error;
    const { lastBegun } = round;
    const end = lastBegun === undefined ? begin : source.after(lastBegun);
    return { ...round.lists(), continueAfter: more || round.stopped ? end : null };
  }

  private async retry(key: string, { startBy, round, auditId, source }: PageAttempt): Promise<PageOutcome> {
    const release = await this.places.acquire({ urgent: true });
    try {
      if (this.shutdown.signal.aborted) return 'not_begun';
      return (await this.retries.retryInPage(key, startBy, auditId, () => source.takes(key))).kind;
    } catch (error) {
      const fields = { key, ...describeError(error) };
      this.log.error(error instanceof StoreError ? 'retry_not_begun' : 'retry_broke_off', fields);
      if (!(error instanceof StoreError)) return 'unexpected';
      round.fail(error);
      return 'unreached';
    } finally {
      release();
    }
  }
}
