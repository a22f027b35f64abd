import { Problem } from '../http/problem.js';
import type { CatalogFilter } from './catalog-query.js';

/** Whether a filter has no condition, so that it matches every dead letter. */
export function isEmptyFilter(filter: CatalogFilter): boolean {
  return Object.values(filter).every((condition) => condition === undefined);
}

/** The answer to a request that would change every dead letter without saying so. */
export function noFilter(): Problem {
  return Problem.badRequest('invalid_request', 'The request has no filter and would take everything.', [
    { field: 'all', expected: 'true where no filter is given' },
  ]);
}
