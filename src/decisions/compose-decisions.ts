import type { Config } from '../config/config.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { Leases } from '../retry/attempt/leases.js';
import type { MergeService } from '../retry/merge.service.js';
import type { SingleRetryService } from '../retry/single-retry.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import type { CorrectionCheck } from './correction-check.js';
import type { CorrectionExpressions } from './correction-expressions.js';
import { CorrectionRetry } from './correction-retry.js';
import { CorrectionService } from './correction.service.js';
import { DiscardService } from './discard.service.js';
import { EventCorrection } from './event-correction.js';
import { LetterChanges } from './letter-changes.js';

export interface DecisionParts {
  letters: DeadLetterStore;
  merges: MergeService;
  leases: Leases;
  singles: SingleRetryService;
  check: Pick<CorrectionCheck, 'failureOf' | 'versioned'>;
  expressions: Pick<CorrectionExpressions, 'of'>;
  config: Pick<Config, 'webhook' | 'masking'>;
  clock: Clock;
  log: Log;
}

export interface Decisions {
  changes: LetterChanges;
  discards: DiscardService;
  corrections: CorrectionService;
  correctionRetries: CorrectionRetry;
  eventCorrections: EventCorrection;
}

/** What a person decides about one dead letter. */
export function composeDecisions(parts: DecisionParts): Decisions {
  const { letters, merges, leases, singles, check, expressions, config, clock, log } = parts;
  const changes = new LetterChanges(letters, merges, leases, clock, log);
  const eventCorrections = new EventCorrection(expressions, check, config, clock);
  return {
    changes,
    discards: new DiscardService(changes),
    corrections: new CorrectionService(changes, eventCorrections, check, config),
    correctionRetries: new CorrectionRetry(singles, letters, log),
    eventCorrections,
  };
}
