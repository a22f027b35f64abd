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
export function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (parent?.aborted) return reject(parent.reason as Error);
    const controller = new AbortController();
    const giveUp = (reason: unknown) => {
      leave();
      reject(reason);
      controller.abort(reason);
    };
    const giveUpWithParent = () => giveUp(parent?.reason);
    const leave = () => {
      cancelTimer();
      parent?.removeEventListener('abort', giveUpWithParent);
    };
    const cancelTimer = clock.after(ms, () => giveUp(new DeadlineExceeded(ms)));
    parent?.addEventListener('abort', giveUpWithParent, { once: true });
    // Every event passes several deadlines: this costs no listener on the signal, and no promise more than these.
    begin(work, controller.signal).then(
      (value) => {
        leave();
        resolve(value);
      },
      (error: unknown) => {
        leave();
        reject(error);
      },
    );
  });
}

/** Work that throws before its first wait has failed like any other. */
function begin<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return work(signal);
  } catch (error) {
    return Promise.reject(error);
  }
}
