import type { Facts } from '../runtime/facts.js';
import type { JobRecord } from './store/job-record.js';

/** Tells that a job has come to its end here. */
export function tellJobEnd(facts: Facts, { job_id, action, state, stop_reason, total, by }: JobRecord): void {
  if (state !== 'completed' && state !== 'cancelled' && state !== 'stopped') return;
  const stopReason = stop_reason?.text ?? null;
  facts.tell('job_ended', { jobId: job_id, action, state, stopReason, total, by });
}
