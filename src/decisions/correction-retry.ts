import { AuditUnavailable } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { usableRecord, type UsableRecord } from '../dlq/usable-record.js';
import type { Blocked, NoPlace, RetryOutcome } from '../retry/retry-outcome.js';
import type { SingleRetryService } from '../retry/single-retry.service.js';
import { describeError, type Log } from '../runtime/logger.js';
import { StoreError } from '../store/store-error.js';

/** How the retry of a corrected event ended. `not_tried`: `error` says why; the correction stands. */
export interface CorrectionRetryEnd {
  outcome: 'processed' | 'failed' | 'not_tried';
  error: string;
}

export interface Retried {
  retry: CorrectionRetryEnd;
  /** The record after the retry; `null`: it is gone, or cannot be read now. */
  record: UsableRecord | null;
}

/** Retries an event at once after its correction. The correction was made, so nothing here ends as an error. */
export class CorrectionRetry {
  constructor(
    private readonly singles: Pick<SingleRetryService, 'retry'>,
    private readonly letters: Pick<DeadLetterStore, 'readByTraceId'>,
    private readonly log: Log,
  ) {}

  async retry(traceId: string, author: Author): Promise<Retried> {
    const retry = await this.tried(traceId, author);
    return { retry, record: await this.recordNow(traceId) };
  }

  private async tried(traceId: string, author: Author): Promise<CorrectionRetryEnd> {
    try {
      return endOf(await this.singles.retry(traceId, false, author));
    } catch (error) {
      if (!(error instanceof StoreError) && !(error instanceof AuditUnavailable)) throw error;
      this.log.error('corrected_not_retried', { trace_id: traceId, ...describeError(error) });
      const what =
        error instanceof StoreError
          ? 'the object store gave no usable answer'
          : 'its audit could not be written';
      return { outcome: 'not_tried', error: `${what}; retry it again` };
    }
  }

  private async recordNow(traceId: string): Promise<UsableRecord | null> {
    try {
      const record = usableRecord(await this.letters.readByTraceId(traceId));
      return record.kind === 'usable' ? record : null;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return null;
    }
  }
}

function endOf(outcome: RetryOutcome | Blocked | NoPlace): CorrectionRetryEnd {
  switch (outcome.kind) {
    case 'processed':
      return { outcome: 'processed', error: '' };
    case 'failed':
      return { outcome: 'failed', error: outcome.error };
    case 'leased':
      return { outcome: 'not_tried', error: 'another attempt is under way' };
    case 'blocked':
      return { outcome: 'not_tried', error: `an older event of its contact comes first (${outcome.by})` };
    case 'held':
    case 'busy':
      return { outcome: 'not_tried', error: `${outcome.target} takes no more events at the moment` };
    case 'not_retryable':
      return { outcome: 'not_tried', error: `it is ${outcome.status} by now` };
    case 'unreadable':
    case 'denied':
      return { outcome: 'not_tried', error: outcome.reason };
    case 'gone':
      return { outcome: 'not_tried', error: 'it is gone by now' };
  }
}
