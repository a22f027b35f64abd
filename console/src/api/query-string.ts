/** What a query parameter may be; of a list each value is a parameter of its own, an absent or empty one is left out. */
export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;

/** @returns with its `?`; the empty string where there is nothing to say */
export function queryString(query: object | undefined): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}) as Array<[string, QueryValue]>) {
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (one !== undefined && one !== null && one !== '') parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
