import { Problem } from '../http/problem.js';
import type { CatalogFilter } from './catalog-filter.js';

/** Whether a filter has no condition, so that it matches every dead letter. */
export function isEmptyFilter(filter: CatalogFilter): boolean {
  return Object.values(filter).every((condition) => condition === undefined);
}

/**
 * Holds for every request that changes what its filter takes.
 *
 * @param all whether the request says that it means every dead letter
 * @throws Problem 400 where the filter would take everything, and the request does not say so
 */
export function assertSelects(filter: CatalogFilter, all: boolean): void {
  if (all || !isEmptyFilter(filter)) return;
  throw Problem.badRequest('invalid_request', 'The request has no filter and would take everything.', [
    { field: 'all', expected: 'true where no filter is given' },
  ]);
}
