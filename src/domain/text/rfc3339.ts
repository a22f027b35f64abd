/** Seconds whose text is kept, a power of two. */
const KEPT = 64;

/** Of the text of a time in the years from 0 to 9999. */
const LENGTH = '2026-11-24T10:23:45.067Z'.length;

interface Second {
  /** Since the epoch. */
  at: number;
  /** Its text up to the point before the milliseconds. */
  text: string;
}

const seconds: Second[] = Array.from({ length: KEPT }, () => ({ at: Number.NaN, text: '' }));

/**
 * The text of a time in UTC, as `Date.prototype.toISOString` has it, such as `2026-11-24T10:23:45.067Z`. Each write of a record has
 * several times, mostly of the same few seconds, and to make the text of a second anew costs twenty times as much.
 *
 * @param time milliseconds since the epoch
 * @throws RangeError where no date has it
 */
export function rfc3339(time: number): string {
  const whole = Math.trunc(time);
  const at = Math.floor(whole / 1_000);
  const second = seconds[at & (KEPT - 1)]!;
  if (second.at !== at) {
    second.text = new Date(at * 1_000).toISOString().slice(0, -'000Z'.length);
    second.at = at;
  }
  const ms = whole - at * 1_000;
  return `${second.text}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}

/**
 * Reads what `rfc3339` writes: records have several such times.
 *
 * @returns milliseconds since the epoch; `null` for a text in any other form, in RFC 3339 or not
 */
export function timeOfRfc3339(text: string): number | null {
  if (text.length !== LENGTH) return null;
  const time = Date.parse(text);
  // Date.parse takes other forms too, and 31 February for 3 March.
  return !Number.isNaN(time) && rfc3339(time) === text ? time : null;
}
