import type { Config } from '../../config/config.js';
import { storeLocation } from '../../dlq/open-object-store.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import { BullMqDispatcher } from './bullmq/bullmq-dispatcher.js';
import { queueName } from './bullmq/queue-name.js';
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
  replica: string,
  log: Log,
): RetryDispatcher {
  const { concurrency, ratePerSecond } = config.retry;
  if (config.redis === null) {
    return new InProcessDispatcher(runner, places, new RateLimit(ratePerSecond, clock));
  }
  const queue = queueName(storeLocation(config.store));
  const { fullMs: catalogMs } = config.catalog;
  const options = { ...config.redis, queue, concurrency, ratePerSecond, replica, catalogMs };
  return new BullMqDispatcher(options, runner, places, clock, log);
}
