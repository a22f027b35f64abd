import { createHash } from 'node:crypto';

/**
 * The name of a bucket's queue, so that two installations can share one Redis.
 *
 * @param kind what is in it
 * @param location the bucket and its endpoint, the same for all its replicas
 */
export function queueName(kind: string, location: string): string {
  return `${kind}-${createHash('sha256').update(location).digest('hex').slice(0, 16)}`;
}

/**
 * The prefix with a hash tag, so that all keys of a queue have one slot. In cluster mode Redis refuses a script whose
 * keys have different slots.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
export function withHashTag(prefix: string): string {
  return /\{[^{}]+\}/.test(prefix) ? prefix : `{${prefix}}`;
}
