import type { AuditService } from '../audit/audit.service.js';
import type { AuditedChange } from '../audit/audit-entry.js';
import type { Author } from '../audit/author.js';

/** Who asks for a change of one dead letter, and on which condition. */
export interface AskedChange {
  by: string;
  reason: string | null;
  /** The job that the change is part of; absent: none. */
  jobId?: string;
  /** The ETags of which the record must have one; `null`: whatever it is now. */
  ifMatch: readonly string[] | null;
  /**
   * Called before anything is changed.
   *
   * @returns the id of the audit's entry
   * @throws AuditUnavailable where the entry is not stored for certain: nothing may be changed.
   */
  audited: (change: AuditedChange) => Promise<string>;
}

/** A change that a person asks for. */
export function askedBy(
  audit: Pick<AuditService, 'record'>,
  author: Author,
  ifMatch: readonly string[] | null = null,
): AskedChange {
  const { actor, reason } = author;
  return { by: actor.name, reason, ifMatch, audited: (change) => audit.record(author, change) };
}
