import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import { Catalog } from '../catalog/catalog.js';
import { matcher, type CatalogFilter } from '../catalog/catalog-filter.js';
import { pageOf } from '../catalog/catalog-query.js';
import { objectKeyOf, type Summary } from '../catalog/summary.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { StoreError } from '../store/store-error.js';
import { redriven } from '../domain/letter/lifecycle.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';

/** Records that are changed at once: the store's places are for events and retries, too. */
const CONCURRENCY = 32;

export interface Redrive {
  /** Dead letters that are due now. */
  redriven: number;
  /** Unchanged: an attempt runs, somebody else changed the record, or the store did not answer. */
  skipped: number;
  /** Whether the filter may take more parked ones. */
  more: boolean;
}

export interface Asked {
  author: Author;
  asksFor: object;
}

/**
 * Makes parked dead letters due again, once what kept them is gone: a schema was corrected, a target takes what it
 * refused. The sweep retries them, at the pace and in the order of all others.
 */
@Injectable()
export class RedriveService {
  constructor(
    private readonly catalog: Catalog,
    private readonly letters: DeadLetterStore,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * @param filter of the parked ones, the oldest first
   * @param limit how many at most
   * @param asked who asks, and for what, as the audit is to have it
   * @throws AuditUnavailable where the audit could not be written: nothing was changed
   */
  async redrive(filter: CatalogFilter, limit: number, { author, asksFor }: Asked): Promise<Redrive> {
    const { items, next } = pageOf((visit) => this.catalog.forEach(visit), {
      filter: { ...filter, status: filter.status?.filter((status) => status === 'parked') ?? ['parked'] },
      sort: 'first_failed_at',
      order: 'asc',
      limit,
    });
    const result = { redriven: 0, skipped: 0, more: next !== undefined };
    if (items.length === 0) return result;
    const after = { ...asksFor, matched: items.length };
    const auditId = await this.audit.record(author, { action: 'page_redriven', after });
    const by = author.actor.name;
    const matches = matcher(filter);
    await forEachAtMost(CONCURRENCY, items, async (summary) => {
      if (await this.tryOne(objectKeyOf(summary), matches, { by, auditId })) result.redriven++;
      else result.skipped++;
    });
    this.log.info('redriven', { ...result });
    return result;
  }

  private async tryOne(
    key: string,
    matches: (summary: Summary) => boolean,
    asked: { by: string; auditId: string },
  ): Promise<boolean> {
    try {
      const read = await this.letters.read(key);
      if (read.outcome !== 'found' || read.decoded.kind !== 'record') return false;
      // The catalog has it as it was just read: what another replica did to it may be news.
      const summary = this.catalog.find(key);
      if (summary === undefined || !matches(summary)) return false;
      const { letter } = read.decoded;
      const { etag, wallAhead } = read;
      // One with a lease is in other hands, or is looked at by the sweep anyway.
      if (letter.status !== 'parked' || letter.lease !== null) return false;
      const next = redriven(letter, { now: this.clock.now(), ...asked });
      return (await this.letters.replace({ key, etag, letter, wallAhead }, next)).outcome === 'stored';
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.log.error('redrive_failed', { key, ...describeError(error) });
      return false;
    }
  }
}
