import { forbidden } from '../access/access-problems.js';
import type { Author } from '../audit/author.js';
import { includesRole, ROLES, type Role } from '../domain/access/role.js';
import type { JobAction } from '../domain/job/job.js';

/** Who may plan, start and resume a job with this action. What is erased cannot be brought back. */
function neededFor(action: JobAction): Role {
  return action === 'erase' ? 'admin' : 'operator';
}

/** @throws Problem 403 `forbidden` that names the role where the author's does not include it */
export function assertMay(action: JobAction, { actor }: Author): void {
  const needed = neededFor(action);
  const own = ROLES.find((role) => role === actor.role) ?? 'viewer';
  if (!includesRole(own, needed)) throw forbidden(needed, own);
}
