import type { Config } from '../config/config.js';

/** No retry is put off for longer, whatever a record says, milliseconds. */
export function longestDelayMs({ retry, cxone, delivery }: Config): number {
  const { maxDelayMs, attemptTimeoutMs } = retry;
  return Math.max(maxDelayMs, attemptTimeoutMs, cxone.retryAfterCapMs, delivery.retryAfterCapMs);
}
