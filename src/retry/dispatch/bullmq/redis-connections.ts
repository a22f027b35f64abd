import { Redis } from 'ioredis';
import type { Clock } from '../../../runtime/clock.js';
import { withDeadline } from '../../../runtime/deadline.js';
import { LISTEN_MS } from './finished-elsewhere.js';
import { DRAIN_DELAY_S } from './queue-worker.js';

/** The longest pause between two tries to connect, milliseconds. */
const MAX_RECONNECT_MS = 1_000;

export interface WorkConnections {
  /** For single calls. A call fails at once without a connection, or when its time is over. */
  commands: Redis;
  /** For the worker. Its calls wait until the connection is back, as BullMQ requires. */
  worker: Redis;
}

export interface RedisConnections extends WorkConnections {
  /** For messages of the other replicas. Its calls wait in the same way. */
  listener: Redis;
}

/**
 * @param callTimeoutMs of one call, milliseconds; the worker and the listener wait for as long as they ask Redis to
 *   wait, and twice this
 */
export function connect(url: string, callTimeoutMs: number): RedisConnections {
  return { ...connectForWork(url, callTimeoutMs), listener: connectListener(url, callTimeoutMs) };
}

export function connectForWork(url: string, callTimeoutMs: number): WorkConnections {
  return {
    commands: new Redis(url, {
      ...shared(callTimeoutMs),
      commandTimeout: callTimeoutMs,
      // A server that disappears without closing leaves a connection that never answers.
      socketTimeout: 3 * callTimeoutMs,
      enableOfflineQueue: false,
      // Unanswered commands are not sent again, because their callers already got an error.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
    }),
    worker: waiting(url, callTimeoutMs, DRAIN_DELAY_S * 1_000),
  };
}

export function connectListener(url: string, callTimeoutMs: number): Redis {
  return waiting(url, callTimeoutMs, LISTEN_MS);
}

function shared(callTimeoutMs: number) {
  return {
    connectTimeout: callTimeoutMs,
    reconnectOnError,
    retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 10), MAX_RECONNECT_MS),
  };
}

/** @param waitsMs how long its commands ask Redis to wait */
function waiting(url: string, callTimeoutMs: number, waitsMs: number): Redis {
  return new Redis(url, {
    ...shared(callTimeoutMs),
    commandTimeout: waitsMs + 2 * callTimeoutMs,
    socketTimeout: waitsMs + 3 * callTimeoutMs,
    maxRetriesPerRequest: null,
  });
}

/**
 * After a failover the old primary is a replica. It keeps its connections, and every write on them fails. A new
 * connection resolves the name again. The command is sent again on it, except where nobody waits for it.
 */
function reconnectOnError({ message }: Error): boolean | 2 {
  return /\b(?:READONLY|UNBLOCKED|MASTERDOWN)\b/.test(message) && 2;
}

/** Waits until commands can be sent. @throws the signal's reason. */
async function connected(connection: Redis, signal: AbortSignal): Promise<void> {
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

/** One call, with its wait for a connection. @throws DeadlineExceeded after `ms` milliseconds; what the call throws */
export function callWithin<T>(
  clock: Clock,
  ms: number,
  connection: Redis,
  work: () => Promise<T>,
): Promise<T> {
  return withDeadline(clock, ms, async (signal) => {
    await connected(connection, signal);
    return work();
  });
}
