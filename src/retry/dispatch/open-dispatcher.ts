import type { Config } from '../../config/config.js';
import { storeLocation } from '../../store/open-object-store.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import { queueName } from './bullmq/queue-name.js';
import { InProcessDispatcher } from './in-process-dispatcher.js';
import { RateLimit } from './rate-limit.js';
import type { RetryDispatcher, RetryRunner } from './retry-dispatcher.port.js';
import type { RetryPlaces } from './retry-places.js';

export type DispatcherSections = Pick<Config, 'retry' | 'redis' | 'store' | 'catalog'>;

export interface DispatcherParts {
  runner: RetryRunner;
  places: RetryPlaces;
  clock: Clock;
  /** The name of this replica. */
  replica: string;
  log: Log;
}

export type OpenDispatcher = (config: DispatcherSections, parts: DispatcherParts) => Promise<RetryDispatcher>;

/** The dispatcher that the configuration asks for. */
export const openDispatcher: OpenDispatcher = async (config, { runner, places, clock, replica, log }) => {
  const { concurrency, ratePerSecond } = config.retry;
  if (config.redis === null) {
    return new InProcessDispatcher(runner, places, new RateLimit(ratePerSecond, clock));
  }
  // Loaded where it is asked for: it brings much along, and a start is to be quick.
  const { BullMqDispatcher } = await import('./bullmq/bullmq-dispatcher.js');
  const queue = queueName(storeLocation(config.store));
  const { fullMs: catalogMs } = config.catalog;
  const options = { ...config.redis, queue, concurrency, ratePerSecond, replica, catalogMs };
  return new BullMqDispatcher(options, runner, places, clock, log);
};
