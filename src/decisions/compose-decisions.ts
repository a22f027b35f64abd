import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { Leases } from '../retry/attempt/leases.js';
import type { MergeService } from '../retry/merge.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { DiscardService } from './discard.service.js';
import { LetterChanges } from './letter-changes.js';

export interface DecisionParts {
  letters: DeadLetterStore;
  merges: MergeService;
  leases: Leases;
  clock: Clock;
  log: Log;
}

export interface Decisions {
  changes: LetterChanges;
  discards: DiscardService;
}

/** What a person decides about one dead letter. */
export function composeDecisions({ letters, merges, leases, clock, log }: DecisionParts): Decisions {
  const changes = new LetterChanges(letters, merges, leases, clock, log);
  return { changes, discards: new DiscardService(changes) };
}
