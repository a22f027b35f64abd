import { describeError, type Log } from '../runtime/logger.js';
import { StoreError } from '../store/store-error.js';
import type { AuditWriter } from './audit-writer.js';
import type { AuditedChange } from './audit-entry.js';
import type { Author } from './author.js';

/** The change was not made, since the audit could not be written. Its entry may be there all the same. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable';
}

/** Writes down who changes what, before it is changed. */
export class AuditService {
  constructor(
    private readonly writer: Pick<AuditWriter, 'entry' | 'write'>,
    private readonly log: Log,
  ) {}

  /**
   * Writes the entry of a change. Call it before anything is changed, and change nothing where it throws.
   *
   * @returns the id of the entry
   * @throws AuditUnavailable where the entry is not stored for certain.
   */
  async record({ actor, reason, requestId }: Author, change: AuditedChange): Promise<string> {
    const entry = this.writer.entry({ ...change, actor, reason, request_id: requestId });
    try {
      await this.writer.write(entry);
      return entry.audit_id;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const { audit_id, action } = entry;
      this.log.error('audit_not_written', { audit_id, action, ...describeError(error) });
      throw new AuditUnavailable('the audit could not be written, so the change was not made', {
        cause: error,
      });
    }
  }
}
