import type { Config } from '../../config/config.js';
import { queueName } from '../../retry/dispatch/bullmq/queue-name.js';
import { SERVICE_COMMIT, SERVICE_VERSION } from '../../runtime/service-version.js';
import { storeLocation } from '../../store/open-object-store.js';
import { InProcessSpread } from './in-process-turns.js';
import type { TurnSpread } from './member-turns.port.js';
import type { SpreadParts } from './spread-parts.js';

export type SpreadSections = Pick<Config, 'retry' | 'redis' | 'store'>;

/** Where the turns of jobs are made, as the configuration asks for it. */
export async function openTurns(config: SpreadSections, parts: SpreadParts): Promise<TurnSpread> {
  if (config.redis === null) return new InProcessSpread();
  // BullMQ is loaded only where it is used, because it slows the start down.
  const { BullMqSpread } = await import('./bullmq/bullmq-spread.js');
  const { concurrency, attemptTimeoutMs } = config.retry;
  const queue = queueName(`turns-${build()}`, storeLocation(config.store));
  return new BullMqSpread({ ...config.redis, queue, concurrency, attemptTimeoutMs }, parts);
}

/** Replicas of another build have another queue: they may know other actions, or do something else in one. */
function build(): string {
  return [SERVICE_VERSION, SERVICE_COMMIT?.slice(0, 12) ?? []].flat().join('-');
}
