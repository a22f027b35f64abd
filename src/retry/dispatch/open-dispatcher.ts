import type { Config } from '../../config/config.js';
import type { Clock } from '../../runtime/clock.js';
import { InProcessDispatcher } from './in-process-dispatcher.js';
import { RateLimit } from './rate-limit.js';
import type { RetryDispatcher, RetryRunner } from './retry-dispatcher.port.js';
import type { RetryPlaces } from './retry-places.js';

/** The dispatcher that the configuration asks for. */
export function openDispatcher(
  config: Config,
  runner: RetryRunner,
  places: RetryPlaces,
  clock: Clock,
): RetryDispatcher {
  return new InProcessDispatcher(runner, places, new RateLimit(config.retry.ratePerSecond, clock));
}
