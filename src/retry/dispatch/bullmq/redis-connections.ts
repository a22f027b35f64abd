import { Redis } from 'ioredis';
import { LISTEN_MS } from './finished-elsewhere.js';
import { DRAIN_DELAY_S } from './retry-worker.js';

/** The longest pause between two tries to connect, milliseconds. */
const MAX_RECONNECT_MS = 1_000;

export interface RedisConnections {
  /** For what is asked in between: a call fails at once where there is no connection, or after its time. */
  commands: Redis;
  /** For the worker, whose calls wait for the connection to come back, as BullMQ wants it. */
  worker: Redis;
  /** For hearing what the other replicas have done; it waits likewise. */
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
      // A server that went away without a word leaves a connection that answers nothing.
      socketTimeout: 3 * callTimeoutMs,
      enableOfflineQueue: false,
      // What was not answered is not sent again: whoever asked has been told already.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    }),
    worker: waiting(DRAIN_DELAY_S * 1_000),
    listener: waiting(LISTEN_MS),
  };
}

/**
 * After a failover the old primary is a replica and keeps its connections, on which every write fails. A new
 * connection finds where the name leads by then; the command is sent again on it, except where nobody waits for it.
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
