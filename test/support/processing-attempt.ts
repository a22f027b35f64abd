import type { ProcessingAttempt } from '../../src/processing/processing.service.js';

/** A first attempt within a second, with changes. */
export function attemptOf(changes: Partial<ProcessingAttempt> = {}): ProcessingAttempt {
  return { retryCount: 0, traceId: null, knownSince: 0, byPerson: false, timeoutMs: 1_000, ...changes };
}
