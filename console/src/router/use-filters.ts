import { filtersIn, withFilters, type Filters } from './filters.js';
import { navigate, place, usePlace } from './location.js';

/** The filters in the address, and a function that changes them there. */
export function useFilters(
  names: readonly string[],
): [Filters, (changes: Readonly<Record<string, string | readonly string[] | null>>) => void] {
  const { query } = usePlace();
  return [
    filtersIn(query, names),
    (changes) => {
      const now = place.get();
      navigate(withFilters(now.path, now.query, changes), { replace: true });
    },
  ];
}

/** One parameter of the address, such as the sorting. */
export function useParameter(name: string, absent: string): [string, (value: string) => void] {
  const [filters, change] = useFilters([name]);
  return [filters[name]?.[0] ?? absent, (value) => change({ [name]: value === absent ? null : value })];
}
