import { remembered } from '../text/remembered.js';

/** `DLQ-` + 13 digits (ms) + `-` + 32 hex digits; or, from the tutorial's own program, `DLQ-` + 19 digits (ns). */
const OWN = /^DLQ-(\d{13})-([0-9a-f]{32})$/;
const LEGACY = /^DLQ-(\d{13})\d{6}$/;

const EXTENSION = '.json';
const ANY_HOUR = /^dlq\/year=\d{4}\/month=\d{2}\/day=\d{2}\/hour=\d{2}\/$/;

const HOUR_MS = 3_600_000;
const END_OF_9999 = Date.UTC(9999, 11, 31, 23);

/** The prefix of the keys of all dead letters. No other object of the service has it. */
export const DEAD_LETTER_PREFIX = 'dlq/';

/**
 * The trace id of a dead letter.
 *
 * @param firstFailedAt milliseconds since the epoch
 * @param suffix the event's `suffix`, 32 hex digits
 */
export function makeTraceId(firstFailedAt: number, suffix: string): string {
  return `DLQ-${String(firstFailedAt).padStart(13, '0')}-${suffix}`;
}

/** The trace id of the same suffix one millisecond later. */
export function nextTraceId(traceId: string): string {
  return makeTraceId(timeOfTraceId(traceId) + 1, suffixOfTraceId(traceId) ?? '');
}

export function isTraceId(text: string): boolean {
  return OWN.test(text) || LEGACY.test(text);
}

export function isLegacyTraceId(text: string): boolean {
  return LEGACY.test(text);
}

/** When the event first failed, as its trace id tells it: milliseconds since the epoch. */
export function timeOfTraceId(traceId: string): number {
  return Number(traceId.slice(4, 17));
}

/** The event's suffix, the same for the same event; `null` for a trace id of the tutorial's program. */
export function suffixOfTraceId(traceId: string): string | null {
  return OWN.exec(traceId)?.[2] ?? null;
}

/** The key of a dead letter: its hour in UTC and its trace id. */
export function keyOfTraceId(traceId: string): string {
  return `${hourPrefix(timeOfTraceId(traceId))}${traceId}${EXTENSION}`;
}

/**
 * Where an object of the tutorial's program may lie: it wrote the hour in its local time, so every hour from
 * UTC-12 to UTC+14 is possible, the likeliest (UTC) first.
 */
export function legacyKeysOfTraceId(traceId: string): string[] {
  const offsets = Array.from({ length: 27 }, (_, i) => i - 12).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  // A zone with half or quarter hours can reach the hour after its whole-hour neighbour; +14 is the furthest.
  const keys = offsets.map(
    (hours) => `${hourPrefix(timeOfTraceId(traceId) + hours * HOUR_MS)}${traceId}${EXTENSION}`,
  );
  return [...new Set(keys)];
}

/** The trace id a key names, if it is the key of a dead letter (of ours, or the tutorial's program's). */
export function traceIdOfKey(key: string): string | null {
  if (!key.endsWith(EXTENSION)) return null;
  const prefixLength = key.lastIndexOf('/') + 1;
  const traceId = key.slice(prefixLength, -EXTENSION.length);
  if (OWN.test(traceId)) {
    const prefix = hourPrefix(timeOfTraceId(traceId));
    return prefix.length === prefixLength && key.startsWith(prefix) ? traceId : null;
  }
  return LEGACY.test(traceId) && ANY_HOUR.test(key.slice(0, prefixLength)) ? traceId : null;
}

/** `dlq/year=2024/month=10/day=23/hour=14/`; a time before 1970 or after 9999 counts as the nearest in between. */
export function hourPrefix(time: number): string {
  return prefixOfHour(String(Math.floor(Math.min(Math.max(time, 0), END_OF_9999) / HOUR_MS)));
}

/** @param hours since the epoch; most keys are of the same few */
const prefixOfHour = remembered((hours) => {
  const [year, month, day, hour] = new Date(Number(hours) * HOUR_MS).toISOString().split(/[-T:]/);
  return `${DEAD_LETTER_PREFIX}year=${year}/month=${month}/day=${day}/hour=${hour}/`;
});
