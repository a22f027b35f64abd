import { createHash } from 'node:crypto';

/**
 * The name of the queue of one bucket, so that two installations on one Redis keep apart.
 *
 * @param location the bucket and its endpoint, the same for all its replicas
 */
export function queueName(location: string): string {
  return `retries-${createHash('sha256').update(location).digest('hex').slice(0, 16)}`;
}
