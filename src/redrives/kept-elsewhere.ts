import type { JobRecord } from './store/job-record.js';

/** A place that an erasure does not change, and what may be left of an event there. */
export interface KeptElsewhere {
  where: string;
  what: string;
}

/** What every erasure leaves, for whoever has to answer for it: docs/jobs.md says why. */
const KEPT_ELSEWHERE: readonly KeptElsewhere[] = [
  {
    where: 'audit/',
    what: 'ids; patches of corrections and filters of other jobs; reasons that people wrote. Entries are never changed.',
  },
  {
    where: 'jobs/',
    what: 'trace ids; error texts, filters, patches and reasons of other jobs, until JOB_RETENTION_DAYS.',
  },
  {
    where: 'groups/, notices/',
    what: 'notes that people wrote; one trace id and one error text of a cause.',
  },
  {
    where: 'versions of records that were deleted before this job',
    what: 'the event, until a lifecycle rule.',
  },
  {
    where: 'the catalog of each replica, its snapshot in DATA_DIR',
    what: 'ids and the error text, until the next full listing and snapshot.',
  },
  {
    where: 'logs, traces, exports, notifications, targets, CXone',
    what: 'what was sent there; Redis holds trace ids.',
  },
];

/** What the erasure of a job leaves in other places; nothing where it is no erasure. */
export function keptElsewhere({ action }: Pick<JobRecord, 'action'>): readonly KeptElsewhere[] {
  return action === 'erase' ? KEPT_ELSEWHERE : [];
}
