import type { AuditService } from '../audit/audit.service.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { callBudget } from '../store/call-budget.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { FixedNow } from './fixed-now.js';
import { NoteBook } from './note-book.js';
import { NoteService } from './note.service.js';

export interface GroupsParts {
  objects: ObjectStore;
  catalogService: CatalogService;
  audit: AuditService;
  config: Pick<Config, 'store'>;
  clock: Clock;
  newId: NewId;
  log: Log;
}

export interface GroupsRoom {
  notes: NoteBook;
  noteService: NoteService;
  fixedNow: FixedNow;
}

/** The causes of failures, and what people and dry runs say of them. */
export function composeGroups(parts: GroupsParts): GroupsRoom {
  const { objects, catalogService, audit, config, clock, newId, log } = parts;
  const notes = new NoteBook(objects, callBudget(config.store), clock, newId, log);
  const isThere = (fingerprint: string) => catalogService.catalog.causes().has(fingerprint);
  return {
    notes,
    noteService: new NoteService(notes, isThere, audit, clock),
    fixedNow: new FixedNow(isThere),
  };
}
