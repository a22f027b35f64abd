import type { CxoneEvent } from './event.js';
import { PermanentError } from '../letter/failure.js';
import { memberOf } from '../json/json-text.js';
import { readTime } from './read-time.js';

/**
 * When the event came about, as its `timestamp` has it, in one of the forms of `readTime`.
 *
 * @param zone of a timestamp that names none
 * @returns milliseconds since the epoch; `null` where it does not say, or not in a way that is understood
 */
export function eventTimeOf({ text }: CxoneEvent, zone = 'UTC'): number | null {
  const value = memberOf(text, 'timestamp');
  if (value === undefined || value === 'null') return null;
  const time = readTime(value.startsWith('"') ? (JSON.parse(value) as string) : value, zone);
  // Senders that do not know the time write year 1 or 1970.
  return time !== null && time > 0 ? time : null;
}

/**
 * @param afterMs how old an event may be, milliseconds; 0: as old as it likes
 * @param knownSince when it arrived, for one that does not say its time, milliseconds since the epoch
 * @param zone of a timestamp that names none
 * @throws PermanentError `stale` for an event that came too late to matter.
 */
export function failIfStale(
  event: CxoneEvent,
  afterMs: number,
  knownSince: number,
  now: number,
  zone = 'UTC',
): void {
  if (afterMs === 0) return;
  const time = eventTimeOf(event, zone) ?? knownSince;
  if (now - time <= afterMs) return;
  const seconds = Math.round(afterMs / 1_000);
  throw new PermanentError(
    'stale',
    `it is of ${new Date(time).toISOString()}, more than ${seconds} s ago, and of no use any more`,
  );
}
