import { queryString } from '../api/query-string.js';

/** Filters of a view, by their names in the address. Each may have several values. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** The filters that a query has. @param names which parameters are filters */
export function filtersIn(query: URLSearchParams, names: readonly string[]): Filters {
  const found: Record<string, readonly string[]> = {};
  for (const name of names) {
    const values = query.getAll(name).filter((value) => value !== '');
    if (values.length > 0) found[name] = values;
  }
  return found;
}

/** An address with changed filters; the other parameters stay. @param changes `null` or an empty list: without it */
export function withFilters(
  path: string,
  query: URLSearchParams,
  changes: Readonly<Record<string, string | readonly string[] | null>>,
): string {
  const next: Record<string, readonly string[]> = {};
  for (const name of query.keys()) next[name] = query.getAll(name);
  for (const [name, value] of Object.entries(changes)) {
    next[name] = value === null ? [] : typeof value === 'string' ? [value] : value;
  }
  return path + queryString(next);
}
