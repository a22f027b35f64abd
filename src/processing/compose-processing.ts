import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { CxoneValidator } from './cxone-validator.js';
import type { Router } from './event-router.js';
import { HeldRetries } from './held-retries.js';
import { ProcessingService } from './processing.service.js';
import { TargetBreakers } from './target-breakers.js';

export interface ProcessingParts {
  router: Router;
  validator: Pick<CxoneValidator, 'validate' | 'places'>;
  config: Pick<Config, 'breaker' | 'staleAfterMs' | 'eventTimeZone' | 'masking'>;
  clock: Clock;
  log: Log;
  facts: Facts;
}

export interface Processing {
  processing: ProcessingService;
  breakers: TargetBreakers;
  held: HeldRetries;
}

/** What runs an event once, and what is known of the targets. */
export function composeProcessing(parts: ProcessingParts): Processing {
  const { router, validator, config, clock, log, facts } = parts;
  const breakers = new TargetBreakers(config, clock, facts);
  const processing = new ProcessingService(router, clock, log, validator, breakers, config);
  return { processing, breakers, held: new HeldRetries(() => router.generation) };
}
