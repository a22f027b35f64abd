import type { Catalog } from '../../catalog/catalog.js';
import { traceIdOf } from '../../catalog/summary.js';
import type { Selects } from './job-selection.js';

/** Trace ids that a plan names and that its job would not take. Each list is in the order in which they were named. */
export interface LeftOut {
  /** There is no record of it. */
  gone: string[];
  /** There is one, and the action cannot be done with it: a discarded one is not retried. */
  otherStatus: string[];
}

/** Looks through the catalog once. @param takes what the job takes of them */
export function leftOutOf(
  catalog: Pick<Catalog, 'forEach'>,
  traceIds: readonly string[],
  takes: Selects,
): LeftOut {
  const named = new Set(traceIds);
  const found = new Map<string, boolean>();
  catalog.forEach((summary) => {
    const traceId = traceIdOf(summary);
    if (traceId === null || !named.has(traceId)) return;
    found.set(traceId, found.get(traceId) === true || takes(summary));
  });
  return {
    gone: [...named].filter((traceId) => !found.has(traceId)),
    otherStatus: [...named].filter((traceId) => found.get(traceId) === false),
  };
}
