import type { Facts } from '../runtime/facts.js';
import type { AuditNotes } from './audit-notes.js';

/**
 * Notes what the service does and people ask about. Each process has breakers of its own, and notes them. All processes
 * of a machine read the same files, so one of them notes another set of schemas or other routes.
 *
 * @param replica the name of this process
 * @param isFirst whether this is the only process of the machine, or the first of several
 */
export function followService(
  facts: Facts,
  notes: Pick<AuditNotes, 'note'>,
  { replica, isFirst }: { replica: string; isFirst: boolean },
): void {
  facts.on('breaker_changed', (fact) => {
    const { target } = fact;
    if (fact.state === 'open') {
      const after = { state: 'open', target, error_code: fact.failure.code, replica };
      notes.note({ action: 'breaker_opened', before: { state: 'closed', target }, after });
    } else {
      const after = { state: 'closed', target, replica };
      notes.note({ action: 'breaker_closed', before: { state: 'open', target }, after });
    }
  });
  facts.on('job_ended', ({ jobId, state, stopReason }) => {
    if (state !== 'stopped') return;
    const after = { state, stop_reason: stopReason, replica };
    notes.note({ action: 'job_stopped', target: { job_id: jobId }, before: { state: 'running' }, after });
  });
  if (!isFirst) return;
  facts.on('schemas_changed', ({ before, digest, versions, auditId }) => {
    // What is loaded at the start changes nothing, and a person's entry is written by then.
    if (before === null || auditId !== null) return;
    const after = { digest, versions, replica };
    notes.note({ action: 'schemas_changed', before: { digest: before }, after });
  });
  facts.on('routes_changed', ({ before, digest, targets, routes, auditId }) => {
    if (before === null || before === digest || auditId !== null) return;
    const after = { digest, targets: targets.length, routes, replica };
    notes.note({ action: 'routes_changed', before: { digest: before }, after });
  });
}
