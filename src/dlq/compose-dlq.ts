import type { AuditService } from '../audit/audit.service.js';
import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { callBudget } from '../store/call-budget.js';
import type { ObjectStore } from '../store/object-store.port.js';
import type { StoreProof } from '../store/proof/store-proof.js';
import { noticeVersioning } from '../store/versioning-notice.js';
import { AcceptService } from './accept.service.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { RevealService } from './reveal.service.js';
import { longestDelayMs } from './longest-delay.js';

export interface DlqParts {
  audit: AuditService;
  objects: ObjectStore;
  proof: Pick<StoreProof, 'deletesAtomically'>;
  config: Pick<Config, 'store' | 'retry' | 'masking'>;
  clock: Clock;
  newId: NewId;
  log: Log;
  facts: Facts;
}

export interface Dlq {
  letters: DeadLetterStore;
  accepts: AcceptService;
  reveals: RevealService;
}

/** The dead letters in the store. */
export function composeDlq({ audit, objects, proof, config, clock, newId, log, facts }: DlqParts): Dlq {
  noticeVersioning(objects.kind, facts, log);
  const letters = new DeadLetterStore(objects, clock, callBudget(config.store), newId, {
    deletesAtomically: () => proof.deletesAtomically,
    longestDelayMs: longestDelayMs(config),
    facts,
    masking: config.masking,
  });
  return {
    letters,
    accepts: new AcceptService(letters, audit, clock, log),
    reveals: new RevealService(letters, audit, log),
  };
}
