export const DEFAULT_PAGE_LIMIT = 20;
export const MAX_PAGE_LIMIT = 100;

/** The contract's rule: a whole number from 1 to 100; any other value of any type is 20. */
export function pageLimit(value: unknown): number {
  const fits = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_PAGE_LIMIT;
  return fits ? (value as number) : DEFAULT_PAGE_LIMIT;
}

/** The same for a query string, where a number can only come as text. */
export function queryPageLimit(value: unknown): number {
  return pageLimit(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined);
}
