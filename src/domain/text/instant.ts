const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Reads a time in RFC 3339 on a day that exists. A leap second is refused, because JavaScript has none.
 *
 * @returns milliseconds since the epoch; `null` for anything else
 */
export function instantOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const day = RFC_3339.exec(value)?.[1];
  const at = Date.parse(value);
  if (day === undefined || Number.isNaN(at)) return null;
  // Date.parse takes 31 February for 3 March.
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return new Date(midnight).toISOString().startsWith(day) ? at : null;
}
