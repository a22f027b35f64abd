import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { Log } from '../runtime/logger.js';
import type { DeadLetterStore } from './dead-letter.store.js';
import { usableRecord, type NoRecord, type UsableRecord } from './usable-record.js';

/** Shows a record to the byte, masked values included. Who saw it, and why, is written down before. */
export class RevealService {
  constructor(
    private readonly letters: Pick<DeadLetterStore, 'readByTraceId'>,
    private readonly audit: Pick<AuditService, 'record'>,
    private readonly log: Log,
  ) {}

  /**
   * What cannot be shown is not audited: nobody saw anything.
   *
   * @throws StoreError when the store gives no usable answer; AuditUnavailable when the audit could not be written.
   */
  async reveal(traceId: string, author: Author): Promise<UsableRecord | NoRecord> {
    const record = usableRecord(await this.letters.readByTraceId(traceId));
    if (record.kind !== 'usable') return record;
    const auditId = await this.audit.record(author, {
      action: 'event_revealed',
      target: { trace_id: traceId },
    });
    this.log.info('event_revealed', { trace_id: traceId, audit_id: auditId });
    return record;
  }
}
