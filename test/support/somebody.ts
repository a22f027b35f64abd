import type { Author } from '../../src/audit/author.js';
import type { AuditedChange } from '../../src/audit/audit-entry.js';
import type { AskedBy } from '../../src/retry/asked-by.js';

/** Somebody who changes something. */
export const SOMEBODY: Author = {
  actor: { name: 'ada', kind: 'key', role: 'operator', address: '192.0.2.7' },
  reason: null,
  requestId: null,
};

/** Somebody who may erase. */
export const ADMIN: Author = { ...SOMEBODY, actor: { ...SOMEBODY.actor, role: 'admin' } };

/** A person's retry that has its entry. */
export const BY_SOMEBODY: AskedBy = { trigger: 'manual', audited: async () => 'audit-1' };

/** An audit that only counts. */
export class CountedAudit {
  readonly changes: AuditedChange[] = [];

  async record(_author: Author, change: AuditedChange): Promise<string> {
    return `audit-${this.changes.push(change)}`;
  }
}
