import { Redis } from 'ioredis';

/** The longest pause between two tries to connect, milliseconds. */
const MAX_RECONNECT_MS = 1_000;

export interface RedisConnections {
  /** For what is asked in between: a call fails at once where there is no connection, or after its time. */
  commands: Redis;
  /** For the worker, whose calls wait for the connection to come back, as BullMQ wants it. */
  worker: Redis;
}

/**
 * @param callTimeoutMs of one call, milliseconds
 * @param workerTimeoutMs of one call of the worker, longer than the longest it asks Redis to wait
 */
export function connect(url: string, callTimeoutMs: number, workerTimeoutMs: number): RedisConnections {
  const both = {
    connectTimeout: callTimeoutMs,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), MAX_RECONNECT_MS),
  };
  return {
    commands: new Redis(url, {
      ...both,
      commandTimeout: callTimeoutMs,
      enableOfflineQueue: false,
      // What was not answered is not sent again: whoever asked has been told already.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    }),
    worker: new Redis(url, { ...both, commandTimeout: workerTimeoutMs, maxRetriesPerRequest: null }),
  };
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
