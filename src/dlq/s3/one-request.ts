import { StoreError } from '../store-error.js';

/**
 * Runs one request under a signal that aborts after `ms` milliseconds or with `parent`.
 *
 * @throws StoreError at once, with nothing sent, when `parent` has already aborted.
 */
export async function oneRequest<T>(
  ms: number,
  parent: AbortSignal | undefined,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (parent?.aborted) {
    throw new StoreError('S3 was not asked: aborted', {
      outcomeUnknown: false,
      retryable: true,
      cause: parent.reason,
    });
  }
  // Not AbortSignal.any: in Node 20 it leaves something behind on a long-lived parent for every request.
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  parent?.addEventListener('abort', abort, { once: true });
  try {
    return await send(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', abort);
  }
}
