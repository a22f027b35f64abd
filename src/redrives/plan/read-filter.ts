import type { CatalogFilter } from '../../catalog/catalog-filter.js';
import { EventsFilterDto, filterOf } from '../../catalog/events-filter.dto.js';
import { readNested } from '../api/read-nested.js';

/** Reads the member `filter` of a plan. @throws Problem 400 that names the field, such as `filter.tenant_id` */
export async function readFilter(fields: unknown): Promise<CatalogFilter> {
  return filterOf(await readNested('filter', fields, EventsFilterDto));
}
