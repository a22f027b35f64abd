import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import type { RetryRunner } from './retry-dispatcher.port.js';
import type { RetryPlaces } from './retry-places.js';

/** What a dispatcher works with, whatever its engine is. */
export interface DispatcherParts {
  runner: RetryRunner;
  places: RetryPlaces;
  clock: Clock;
  /** The name of this replica. */
  replica: string;
  log: Log;
}
