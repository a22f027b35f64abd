import type { Redis } from 'ioredis';

/** Keys that are looked at, and removed, in one call. */
const KEYS_AT_A_TIME = 1_000;

/** A code of Redis inside the message of a script that failed for it, such as `-OOM`. */
const CODE_WITHIN = /-[A-Z]{3,} /;

/**
 * What an error tells of the queue's content: `null` for everything that has another cause. A key of the wrong type, a
 * script that cannot read what it finds, a job that is no JSON.
 */
export function poisonIn(error: unknown): string | null {
  if (error instanceof SyntaxError) return 'a job that cannot be read';
  const message = error instanceof Error ? error.message : '';
  if (message.includes('WRONGTYPE')) return 'a key of the wrong type';
  const failedInScript = /^ERR .*(?:user_script|running script)/.test(message);
  return failedInScript && !CODE_WITHIN.test(message) ? 'what BullMQ cannot read' : null;
}

/** Removes all keys of the queue, and no others. @throws what Redis says, the signal's reason. */
export async function emptyQueue(redis: Redis, keyPrefix: string, signal: AbortSignal): Promise<void> {
  let cursor = '0';
  do {
    signal.throwIfAborted();
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${keyPrefix}:*`, 'COUNT', KEYS_AT_A_TIME);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
}
