import type { Clock } from './clock.js';

/** The reason of a signal that was aborted because its time had run out. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';

  constructor(readonly ms: number) {
    super(`not finished within ${ms} ms`);
  }
}

/**
 * Runs `work` with a signal that aborts after `ms` milliseconds (or with `parent`), and settles at that
 * moment at the latest, whether or not `work` heeds the signal.
 *
 * @throws DeadlineExceeded when the time ran out, the parent's reason when the parent aborted.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const abortWithParent = () => controller.abort(parent?.reason);
  if (parent?.aborted) abortWithParent();
  parent?.addEventListener('abort', abortWithParent, { once: true });
  const cancelTimer = clock.after(ms, () => controller.abort(new DeadlineExceeded(ms)));
  const { signal } = controller;
  try {
    return await new Promise<T>((resolve, reject) => {
      const giveUp = () => reject(signal.reason as Error);
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      work(signal).then(resolve, reject);
    });
  } finally {
    cancelTimer();
    parent?.removeEventListener('abort', abortWithParent);
  }
}
