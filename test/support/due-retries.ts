import { keyOfTraceId, makeTraceId } from '../../src/domain/letter/trace-id.js';
import type { DueRetry } from '../../src/retry/dispatch/retry-dispatcher.port.js';

let nth = 0;

/** Due retries of so many dead letters, none of which was there before. */
export function dueRetries(count: number): DueRetry[] {
  return Array.from({ length: count }, () => {
    const traceId = makeTraceId(Date.UTC(2024, 9, 23) + nth, String(nth++).padStart(32, '0'));
    return { traceId, key: keyOfTraceId(traceId), target: 'P', etag: '"1"' };
  });
}
