import type { Config } from '../../config/config.js';
import { storeLocation } from '../../store/open-object-store.js';
import { queueName } from './bullmq/queue-name.js';
import type { DispatcherParts } from './dispatcher-parts.js';
import { InProcessDispatcher } from './in-process-dispatcher.js';
import { RateLimit } from './rate-limit.js';
import type { RetryDispatcher } from './retry-dispatcher.port.js';

export type DispatcherSections = Pick<Config, 'retry' | 'redis' | 'store' | 'catalog'>;

export type OpenDispatcher = (config: DispatcherSections, parts: DispatcherParts) => Promise<RetryDispatcher>;

/** The dispatcher that the configuration asks for. */
export const openDispatcher: OpenDispatcher = async (config, parts) => {
  const { runner, places, clock } = parts;
  const { concurrency, ratePerSecond } = config.retry;
  if (config.redis === null) {
    return new InProcessDispatcher(runner, places, new RateLimit(ratePerSecond, clock));
  }
  // BullMQ is loaded only where it is used, because it slows the start down.
  const { BullMqDispatcher } = await import('./bullmq/bullmq-dispatcher.js');
  const queue = queueName('retries', storeLocation(config.store));
  const { fullMs: catalogMs } = config.catalog;
  const options = { ...config.redis, queue, concurrency, ratePerSecond, catalogMs };
  return new BullMqDispatcher(options, parts);
};
