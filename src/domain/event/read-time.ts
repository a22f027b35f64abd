import { timeOfRfc3339 } from '../text/rfc3339.js';

/** Counts of seconds from 2000 to 2100; in milliseconds and microseconds the ranges do not meet. */
const [FIRST_SECOND, LAST_SECOND] = [946_684_800, 4_102_444_800];

/** An earlier year is taken for a mistake: `Date.UTC` would read it as one of the 20th century. */
const FIRST_YEAR = 100;

/** Its beginning, milliseconds since the epoch. */
const FIRST_TIME = Date.UTC(FIRST_YEAR, 0);

const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?`;
const ZONE = String.raw`(?:\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?`;

/** ISO 8601, extended and basic, with a date alone or a time; a space may stand for the T. */
const ISO = new RegExp(String.raw`^(\d{4})-(\d{2})-(\d{2})(?:(?:T|\s+)${CLOCK}${ZONE})?$`, 'i');
const ISO_BASIC =
  /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,12}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** The US form, month first; without AM or PM it could be another country's. */
const US = new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4}),?\s+${CLOCK}\s*([AP])\.?M\.?${ZONE}$`, 'i');

/** RFC 5322, as in `Wed, 23 Oct 2024 14:00:00 GMT`. */
const RFC_5322 = new RegExp(
  String.raw`^(?:[a-z]{3},\s+)?(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+${CLOCK}${ZONE}$`,
  'i',
);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** .NET's JSON form: milliseconds; the offset only says where they were counted. */
const DOT_NET = /^\/Date\((\d{1,16})(?:[+-]\d{4})?\)\/$/;

/** A count, as digits or as a JSON number. */
const COUNT = /^\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?$/;

/** The parts of a date and time as they are written; `zone`: as ISO 8601 has it, `undefined` where none is. */
interface Written {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  zone: string | undefined;
}

/**
 * Reads a time in one of the forms that senders were seen to use: ISO 8601, the US form with AM or PM, RFC 5322,
 * `/Date(...)/`, and counts of seconds, milliseconds or microseconds since 1970 that mean a time from 2000 to 2100.
 * The machine's own time zone plays no part.
 *
 * @param zone of times that name none: an IANA name
 * @returns milliseconds since the epoch; `null` for a text in any other form, and for a day that does not exist
 */
export function readTime(text: string, zone = 'UTC'): number | null {
  const own = timeOfRfc3339(text);
  if (own !== null && own >= FIRST_TIME) return own;
  return timeInAnyForm(text, zone);
}

function timeInAnyForm(text: string, zone: string): number | null {
  const said = text.trim();
  const dotNet = DOT_NET.exec(said)?.[1];
  if (dotNet !== undefined) return Number(dotNet);
  if (COUNT.test(said)) return ofCount(Number(said));
  const written = iso(said) ?? us(said) ?? rfc5322(said);
  return written === null ? null : epochOf(written, zone);
}

function ofCount(count: number): number | null {
  for (const [unit, perMs] of [
    [1, 1_000],
    [1_000, 1],
    [1_000_000, 0.001],
  ] as const) {
    if (count >= FIRST_SECOND * unit && count < LAST_SECOND * unit) return Math.round(count * perMs);
  }
  return null;
}

function iso(text: string): Written | null {
  const parts = ISO.exec(text) ?? ISO_BASIC.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  return written({ year, month, day, hour, minute, second, fraction, zone });
}

function us(text: string): Written | null {
  const parts = US.exec(text);
  if (parts === null) return null;
  const [, month, day, year, hour, minute, second, fraction, half, zone] = parts;
  const twelfth = Number(hour);
  if (twelfth < 1 || twelfth > 12) return null;
  const of24 = (twelfth % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
  return written({ year, month, day, hour: String(of24), minute, second, fraction, zone });
}

function rfc5322(text: string): Written | null {
  const parts = RFC_5322.exec(text);
  if (parts === null) return null;
  const [, day, name, year, hour, minute, second, fraction, zone] = parts;
  const month = String(MONTHS.indexOf(name?.toLowerCase() ?? '') + 1);
  return written({ year, month, day, hour, minute, second, fraction, zone });
}

type Texts = Record<
  'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone',
  string | undefined
>;

function written({ year, month, day, hour, minute, second, fraction, zone }: Texts): Written {
  const number = (text: string | undefined) => Number(text ?? 0);
  return {
    year: number(year),
    month: number(month),
    day: number(day),
    hour: number(hour),
    minute: number(minute),
    second: number(second),
    ms: Math.floor(Number(`0.${fraction ?? 0}`) * 1_000),
    zone,
  };
}

/** A day or an hour that does not exist is no time; a leap second is the last one of its minute. */
function epochOf(at: Written, defaultZone: string): number | null {
  const { year, month, day, hour, minute, ms } = at;
  const second = Math.min(at.second, 59);
  const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12;
  const isClock = (hour < 24 && minute < 60 && at.second <= 60) || (hour === 24 && minute + second === 0);
  if (!isDay || !isClock || year < FIRST_YEAR) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  return local - (at.zone === undefined ? offsetIn(defaultZone, local) : offsetOf(at.zone));
}

/** Milliseconds that a zone of ISO 8601 is ahead of UTC. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Milliseconds that an IANA zone is ahead of UTC when its clocks show `local`. */
function offsetIn(zone: string, local: number): number {
  if (zone === 'UTC') return 0;
  const first = zoneOffsetAt(zone, local);
  return zoneOffsetAt(zone, local - first);
}

function zoneOffsetAt(zone: string, time: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return offsetOf(name.replace('GMT', ''));
}
