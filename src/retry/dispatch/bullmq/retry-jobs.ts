import type { JobsOptions } from 'bullmq';
import { traceIdOfKey } from '../../../domain/letter/trace-id.js';
import type { DueRetry, RetryRunner } from '../retry-dispatcher.port.js';
import type { Finished } from './finished-retries.js';

/** Jobs are removed when they end, because BullMQ silently ignores a new job with the id of one that it keeps. */
export const REMOVED = { removeOnComplete: true, removeOnFail: true };

export const JOB: JobsOptions = { attempts: 1, ...REMOVED };

/** The job of a due retry. Its id is the trace id, so that no retry is in the queue twice. */
export function jobOf({ traceId, key, target, etag }: DueRetry) {
  return { name: 'retry', data: { key, target, etag }, opts: { ...JOB, jobId: traceId } };
}

/**
 * Checks a job, because anybody who can write into Redis can write one. @returns `null` where `jobOf` did not write it
 */
export function retryOf(data: unknown): DueRetry | null {
  if (typeof data !== 'object' || data === null) return null;
  const { key, target } = data as Record<string, unknown>;
  if (typeof key !== 'string' || (target !== null && typeof target !== 'string')) return null;
  const traceId = traceIdOfKey(key);
  return traceId === null ? null : { traceId, key, target };
}

/** The return value of a job after `replica` has tried it. */
export function finishedBy(replica: string, data: unknown): Finished {
  const etag = typeof data === 'object' && data !== null && 'etag' in data ? data.etag : '';
  return { by: replica, etag: typeof etag === 'string' ? etag : '' };
}

/**
 * The due retries to add to the queue: those that no other replica has finished, and whose target is not down.
 *
 * @returns `held`: the number that is left out because the target is down
 */
export function toHandOver(
  retries: readonly DueRetry[],
  isFinished: (retry: DueRetry) => boolean,
  runner: Pick<RetryRunner, 'isHeld'>,
): { free: DueRetry[]; held: number } {
  const open = retries.filter((retry) => !isFinished(retry));
  const free = open.filter((retry) => !runner.isHeld(retry));
  return { free, held: open.length - free.length };
}
