import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { Log } from '../runtime/logger.js';
import type { DeadLetterStore } from './dead-letter.store.js';

export type RevealOutcome =
  | { kind: 'revealed'; etag: string; bytes: Uint8Array }
  | { kind: 'missing' }
  | { kind: 'corrupt'; reason: string }
  /** The store refuses to return the object, or a newer version wrote it. */
  | { kind: 'denied'; reason: string };

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
  async reveal(traceId: string, author: Author): Promise<RevealOutcome> {
    const read = await this.letters.readByTraceId(traceId);
    if (read.outcome === 'missing') return { kind: 'missing' };
    if (read.outcome === 'unreadable') return { kind: 'denied', reason: read.reason };
    const { decoded, etag, bytes } = read;
    if (decoded.kind === 'newer') return { kind: 'denied', reason: decoded.reason };
    if (decoded.kind === 'corrupt') return { kind: 'corrupt', reason: decoded.reason };
    if (decoded.kind === 'foreign' || decoded.letter.status === 'deleted') return { kind: 'missing' };
    const auditId = await this.audit.record(author, {
      action: 'event_revealed',
      target: { trace_id: traceId },
    });
    this.log.info('event_revealed', { trace_id: traceId, audit_id: auditId });
    return { kind: 'revealed', etag, bytes };
  }
}
