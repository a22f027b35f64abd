import type { Family } from './families.js';

/**
 * What the first process and its workers say to each other about metrics (WORKERS). A worker that is scraped asks the
 * first process, which asks all workers for theirs, joins them, and answers.
 */
export type FromWorker =
  /** The worker can be asked from now on. */
  | { metrics: 'ready' }
  /** Somebody scrapes the worker. */
  | { metrics: 'ask'; id: number }
  /** The answer to `read`. */
  | { metrics: 'own'; id: number; families: Family[] };

export type ToWorker = { metrics: 'read'; id: number } | { metrics: 'all'; id: number; families: Family[] };

/** Whether a message between the processes is about metrics: other modules send messages as well. */
export function isAboutMetrics(message: unknown): message is FromWorker & ToWorker {
  return typeof message === 'object' && message !== null && 'metrics' in message;
}
