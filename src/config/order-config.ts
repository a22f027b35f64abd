import type { OrderPolicy } from '../domain/retry/retry-order.js';
import type { EnvReader } from './env-reader.js';

/** In which order events are retried; `null`: in any. */
export function order(read: EnvReader): OrderPolicy | null {
  const path = read.text('ORDER_BY');
  const parked = read.choice('ORDER_PARKED');
  if (path === undefined) return null;
  const names = path.split('.');
  if (names.some((name) => name === '')) {
    read.problem('ORDER_BY', 'the path of a field of the event, such as payload.contact_id');
  }
  return { path: names, parkedBlocks: parked === 'block' };
}

/** Of timestamps of events that name no zone: an IANA name. */
export function eventTimeZone(read: EnvReader): string {
  const zone = read.text('EVENT_TIME_ZONE');
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    read.problem('EVENT_TIME_ZONE', 'an IANA time zone, such as America/Denver');
    return 'UTC';
  }
}

/** After how long an event is of no use any more, milliseconds; 0: never. */
export function staleAfterMs(read: EnvReader): number {
  return read.integer('STALE_AFTER_MS');
}
