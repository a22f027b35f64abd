import { Redis } from 'ioredis';
import { LISTEN_MS } from './finished-elsewhere.js';
import { DRAIN_DELAY_S } from './retry-worker.js';

/** The longest pause between two tries to connect, milliseconds. */
const MAX_RECONNECT_MS = 1_000;

export interface RedisConnections {
  /** For single calls. A call fails at once without a connection, or when its time is over. */
  commands: Redis;
  /** For the worker. Its calls wait until the connection is back, as BullMQ requires. */
  worker: Redis;
  /** For messages of the other replicas. Its calls wait in the same way. */
  listener: Redis;
}

/**
 * @param callTimeoutMs of one call, milliseconds; the worker and the listener wait for as long as they ask Redis to
 *   wait, and twice this
 */
export function connect(url: string, callTimeoutMs: number): RedisConnections {
  const both = {
    connectTimeout: callTimeoutMs,
    reconnectOnError,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), MAX_RECONNECT_MS),
  };
  const waiting = (waitsMs: number) =>
    new Redis(url, {
      ...both,
      commandTimeout: waitsMs + 2 * callTimeoutMs,
      socketTimeout: waitsMs + 3 * callTimeoutMs,
      maxRetriesPerRequest: null,
    });
  return {
    commands: new Redis(url, {
      ...both,
      commandTimeout: callTimeoutMs,
      // A server that disappears without closing leaves a connection that never answers.
      socketTimeout: 3 * callTimeoutMs,
      enableOfflineQueue: false,
      // Unanswered commands are not sent again, because their callers already got an error.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    }),
    worker: waiting(DRAIN_DELAY_S * 1_000),
    listener: waiting(LISTEN_MS),
  };
}

/**
 * After a failover the old primary is a replica. It keeps its connections, and every write on them fails. A new
 * connection resolves the name again. The command is sent again on it, except where nobody waits for it.
 */
function reconnectOnError({ message }: Error): boolean | 2 {
  return /\b(?:READONLY|UNBLOCKED|MASTERDOWN)\b/.test(message) && 2;
}

/** Waits until commands can be sent. @throws the signal's reason. */
export async function connected(connection: Redis, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const giveUp = () => {
      connection.off('ready', ready);
      reject(signal.reason as Error);
    };
    const ready = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    connection.once('ready', ready);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
