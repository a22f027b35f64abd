import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import { byPerson } from './asked-by.js';
import { RetryPlaces } from './dispatch/retry-places.js';
import type { Blocked, NoPlace, RetryOutcome } from './retry-outcome.js';
import { RetryService } from './retry.service.js';

/** A person's retry of one dead letter. It gets the next free place, ahead of the schedule's retries. */
export class SingleRetryService {
  constructor(
    private readonly retries: RetryService,
    private readonly places: RetryPlaces,
    private readonly audit: Pick<AuditService, 'record'>,
  ) {}

  /**
   * @param force does not wait for an older event (ORDER_BY)
   * @throws StoreError when the record could not be read or claimed, AuditUnavailable when its audit could not be
   *   written: nothing was tried.
   */
  async retry(traceId: string, force: boolean, author: Author): Promise<RetryOutcome | Blocked | NoPlace> {
    const release = await this.places.acquire({ urgent: true });
    try {
      return await this.retries.retryByTraceId(traceId, byPerson(this.audit, author), force);
    } finally {
      release();
    }
  }
}
