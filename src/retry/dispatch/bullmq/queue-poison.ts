import type { Redis } from 'ioredis';

/** Keys that one call scans or removes. */
const KEYS_AT_A_TIME = 1_000;

/** The Redis error code in the message of a failed script, such as `-OOM`. */
const CODE_WITHIN = /-[A-Z]{3,} /;

/**
 * Says what is wrong with the content of the queue: a key of the wrong type, content that a script cannot read, or a
 * job that is no JSON. `null`: the error has another cause.
 */
export function poisonIn(error: unknown): string | null {
  if (error instanceof SyntaxError) return 'a job that cannot be read';
  const message = error instanceof Error ? error.message : '';
  if (message.includes('WRONGTYPE')) return 'a key of the wrong type';
  const failedInScript = /^ERR .*(?:user_script|running script)/.test(message);
  return failedInScript && !CODE_WITHIN.test(message) ? 'what BullMQ cannot read' : null;
}

/** Removes all keys of the queue, and no others. @throws errors of Redis, the signal's reason */
export async function emptyQueue(redis: Redis, keyPrefix: string, signal: AbortSignal): Promise<void> {
  let cursor = '0';
  do {
    signal.throwIfAborted();
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${keyPrefix}:*`, 'COUNT', KEYS_AT_A_TIME);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
}
