import { RETRY_AFTER_SECONDS, type ProblemDetails } from '../http/problem.js';
import { AuditUnavailable } from './audit.service.js';

/** How a change that could not be audited is answered; `null` for any other error. */
export function auditProblem(thrown: unknown): ProblemDetails | null {
  if (!(thrown instanceof AuditUnavailable)) return null;
  return {
    status: 503,
    code: 'audit_unavailable',
    detail: 'The audit could not be written, so nothing was changed; try again.',
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  };
}
