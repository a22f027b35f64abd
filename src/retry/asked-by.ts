import type { AuditService } from '../audit/audit.service.js';
import type { Author } from '../audit/author.js';
import type { DeadLetter, Trigger } from '../domain/letter/dead-letter.js';

/** Who has a retry made. */
export interface AskedBy {
  trigger: Exclude<Trigger, 'webhook'>;
  /** The job that it is made for; absent: for none. */
  jobId?: string;
  /**
   * Called before anything is changed, with the record that is changed first. Where a person asks, the first call writes
   * the audit's entry.
   *
   * @returns the id of the entry; `null`: nobody asks
   * @throws AuditUnavailable where the entry is not stored for certain: nothing may be changed.
   */
  audited: (letter: DeadLetter) => Promise<string | null>;
}

export const BY_SCHEDULE: AskedBy = { trigger: 'sweep', audited: async () => null };

/** As part of a page, which has an entry already. */
export function byPage(auditId: string): AskedBy {
  return { trigger: 'page', audited: async () => auditId };
}

/** As part of a job. `auditId`: of the entry of whoever started or resumed it. */
export function byJob(jobId: string, auditId: string | null): AskedBy {
  return { trigger: 'job', jobId, audited: async () => auditId };
}

/** A person's retry of one dead letter. */
export function byPerson(audit: Pick<AuditService, 'record'>, author: Author): AskedBy {
  let written: Promise<string> | undefined;
  return {
    trigger: 'manual',
    audited: ({ traceId, status, retryCount, errorCode }) =>
      (written ??= audit.record(author, {
        action: 'event_retried',
        target: { trace_id: traceId },
        before: { status, retry_count: retryCount, error_code: errorCode || null },
      })),
  };
}
