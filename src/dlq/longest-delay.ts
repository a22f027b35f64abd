import type { Config } from '../config/config.js';
import { RETRY_AFTER_CAP_MS } from '../domain/retry/retry-after.js';

/** No retry is put off for longer, whatever a record says, milliseconds. */
export function longestDelayMs({ retry }: Pick<Config, 'retry'>): number {
  return Math.max(retry.maxDelayMs, retry.attemptTimeoutMs, RETRY_AFTER_CAP_MS);
}
