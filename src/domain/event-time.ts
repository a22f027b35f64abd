import type { CxoneEvent } from './event.js';
import { PermanentError } from './failure.js';
import { memberOf } from './json-text.js';

/** A count of seconds of our days is below this, one of milliseconds is not (as in signed timestamps). */
const SECONDS_BELOW = 1e11;

/**
 * When the event came about, as its `timestamp` has it: a date of ISO 8601, or seconds or milliseconds since 1970.
 *
 * @returns milliseconds since the epoch; `null` where it does not say, or not in a way that is understood
 */
export function eventTimeOf({ text }: CxoneEvent): number | null {
  const value = memberOf(text, 'timestamp');
  if (value === undefined || value === 'null') return null;
  const said = value.startsWith('"') ? (JSON.parse(value) as string).trim() : value;
  if (said === '') return null;
  const count = Number(said);
  const time = Number.isNaN(count) ? Date.parse(said) : count < SECONDS_BELOW ? count * 1_000 : count;
  return Number.isFinite(time) && time > 0 ? time : null;
}

/**
 * @param afterMs how old an event may be, milliseconds; 0: as old as it likes
 * @param knownSince when it arrived, for one that does not say its time, milliseconds since the epoch
 * @throws PermanentError `stale` for an event that came too late to matter.
 */
export function failIfStale(event: CxoneEvent, afterMs: number, knownSince: number, now: number): void {
  if (afterMs === 0) return;
  const time = eventTimeOf(event) ?? knownSince;
  if (now - time <= afterMs) return;
  const seconds = Math.round(afterMs / 1_000);
  throw new PermanentError(
    'stale',
    `it is of ${new Date(time).toISOString()}, more than ${seconds} s ago, and of no use any more`,
  );
}
