import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { callBudget } from '../store/call-budget.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { AuditNotes } from './audit-notes.js';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';
import { AuditWriter } from './audit-writer.js';
import { followService } from './follow-service.js';
import { RefusedSignIns } from './refused-sign-ins.js';

export interface AuditParts {
  objects: ObjectStore;
  config: Pick<Config, 'store' | 'workers'>;
  /** The name of this process. */
  replica: string;
  clock: Clock;
  newId: NewId;
  log: Log;
  facts: Facts;
}

export interface Audit {
  entries: AuditStore;
  audit: AuditService;
  notes: AuditNotes;
}

/** Who changed what, and why. */
export function composeAudit({ objects, config, replica, clock, newId, log, facts }: AuditParts): Audit {
  const entries = new AuditStore(objects, clock, callBudget(config.store));
  const writer = new AuditWriter(entries, clock, newId, facts);
  const notes = new AuditNotes(writer, clock, log);
  followService(facts, notes, { replica, isFirst: (config.workers.number ?? 1) === 1 });
  const refusedSignIns = new RefusedSignIns(notes, clock);
  facts.on('credential_refused', (refused) => refusedSignIns.note(refused));
  return {
    entries,
    audit: new AuditService(writer, log),
    notes,
  };
}
