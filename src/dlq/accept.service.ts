import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import { edited } from '../domain/letter/edits.js';
import type { Status } from '../domain/letter/dead-letter.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { DeadLetterStore } from './dead-letter.store.js';

export type AcceptOutcome =
  | { kind: 'accepted'; key: string; etag: string; status: Status }
  | { kind: 'missing' }
  | { kind: 'not_corrupt' }
  /** Somebody else has written the object in the meantime. */
  | { kind: 'changed' }
  | { kind: 'undecodable'; reason: string }
  /** The store refuses to return the object, or a newer version wrote it. */
  | { kind: 'denied'; reason: string };

/**
 * Accepts a corrupt object that can be decoded. The operator confirms that the body is right although its digest does
 * not match, for example after a repair with a tool that copied the old metadata.
 */
export class AcceptService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly audit: Pick<AuditService, 'record'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * @throws StoreError when the store gives no usable answer; AuditUnavailable when the audit could not be written.
   */
  async accept(traceId: string, author: Author): Promise<AcceptOutcome> {
    const read = await this.letters.readByTraceId(traceId);
    if (read.outcome === 'missing') return { kind: 'missing' };
    if (read.outcome === 'unreadable') return { kind: 'denied', reason: read.reason };
    const { key, etag, decoded, wallAhead } = read;
    if (decoded.kind === 'newer') return { kind: 'denied', reason: decoded.reason };
    if (decoded.kind !== 'corrupt') return { kind: 'not_corrupt' };
    if (decoded.letter === null) return { kind: 'undecodable', reason: decoded.reason };
    const { status } = decoded.letter;
    const auditId = await this.audit.record(author, {
      action: 'event_accepted',
      target: { trace_id: traceId },
      before: { status: 'corrupt', reason: decoded.reason },
      after: { status },
    });
    const by = author.actor.name;
    const letter = edited(decoded.letter, { at: this.clock.now(), by, kind: 'accept', auditId });
    const result = await this.letters.replace({ key, etag, letter, wallAhead }, letter);
    if (result.outcome === 'conflict') return { kind: 'changed' };
    this.log.warn('corrupt_record_accepted', { trace_id: traceId, status: letter.status });
    return { kind: 'accepted', key, etag: result.stored.etag, status: letter.status };
  }
}
