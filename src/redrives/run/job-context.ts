import type { JobRecord } from '../store/job-record.js';
import type { JobContext } from './member-work.js';

/**
 * Somebody may resume the job while its owner still ends what has begun, so it is read at each use.
 *
 * @param latest holds the job as it was read or written last
 */
export function liveContext(latest: { readonly record: JobRecord }): JobContext {
  return {
    jobId: latest.record.job_id,
    get by() {
      return latest.record.run_by ?? latest.record.by;
    },
    get auditId() {
      return latest.record.audit_id;
    },
  };
}
