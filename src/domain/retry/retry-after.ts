/** IMF-fixdate and the older RFC 850 form; both end in GMT. */
const GMT_DATE = /^[A-Z][a-z]+, \d{2}[ -][A-Z][a-z]{2}[ -](?:\d{4}|\d{2}) \d{2}:\d{2}:\d{2} GMT$/;

/** The form of C's asctime, which means GMT without saying so. */
const ASCTIME_DATE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/** The longest `Retry-After` that is obeyed: a slip at the upstream must not put an event off for years. */
export const RETRY_AFTER_CAP_MS = 3_600_000;

/**
 * How long a `Retry-After` header asks to wait (RFC 9110, section 10.2.3), milliseconds from 0 to `capMs`.
 * `undefined` where the header is absent or in no form of the RFC: such a value says nothing.
 *
 * @param header whole seconds, or an HTTP date in any of the three forms of RFC 9110
 * @param now milliseconds since the epoch; a date that has passed means no wait
 * @param capMs the most that is believed
 */
export function retryAfterMs(
  header: string | undefined,
  now: number,
  capMs = RETRY_AFTER_CAP_MS,
): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, capMs);
  const at = parseDate(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), capMs);
}

/** Date.parse alone reads many a text as a date that is none. */
function parseDate(text: string): number {
  if (GMT_DATE.test(text)) return Date.parse(text);
  return ASCTIME_DATE.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
