import type { AuditAction, AuditEntry } from './audit-entry.js';

/** What a page of the audit is asked for. All that is given must fit. Times in milliseconds since the epoch. */
export interface AuditQuery {
  from?: number | undefined;
  /** Not part of it. */
  to?: number | undefined;
  actor?: string | undefined;
  actions?: readonly AuditAction[] | undefined;
  traceId?: string | undefined;
  jobId?: string | undefined;
  limit: number;
  /** Only entries older than the one with this id. */
  before?: string | undefined;
}

/** A page, newest first. */
export interface AuditPage {
  items: AuditEntry[];
  /** Ids of objects in the place of an entry that could not be read as one, whatever they were about. */
  unreadable: string[];
  /** The id that the next page begins before; `null`: there is no older one. */
  next: string | null;
}
