/** Numbers, durations and times as people read them. */

const WHOLE = new Intl.NumberFormat('en-GB');
const ONE_DIGIT = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** `12,345` */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** `12.3k`, for narrow places; the exact number belongs into the title. */
export function shortCount(value: number): string {
  if (value < 10_000) return WHOLE.format(value);
  if (value < 1_000_000) return `${ONE_DIGIT.format(value / 1_000)}k`;
  return `${ONE_DIGIT.format(value / 1_000_000)}M`;
}

/** `1 event`, `2 events` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const UNITS: ReadonlyArray<readonly [name: string, seconds: number]> = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** The two greatest units of a duration: `2 h 5 min`. @param seconds not negative */
export function duration(seconds: number): string {
  if (seconds < 1) return '0 s';
  const parts: string[] = [];
  let left = Math.floor(seconds);
  for (const [name, size] of UNITS) {
    const many = Math.floor(left / size);
    left -= many * size;
    if (many > 0) parts.push(`${many} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** How long ago, by its greatest unit: `5 min ago`, `just now`, `in 2 h`. Both are milliseconds since the epoch. */
export function ago(at: number, now: number): string {
  const seconds = Math.round(Math.abs(now - at) / 1_000);
  const [name, size] = UNITS.find(([, size]) => seconds >= size) ?? ['s', 1];
  if (seconds < 5) return 'just now';
  const words = `${Math.floor(seconds / size)} ${name}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** `2026-11-26 20:15:00 UTC` */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** In the viewer's zone: the clock of today, the date with it on other days, and the year where it is another one. */
export function localTime(at: number, now: number, withSeconds = true): string {
  const time = new Date(at);
  const today = new Date(now);
  const clock: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds && { second: '2-digit' }),
    hourCycle: 'h23',
  };
  if (time.toDateString() === today.toDateString()) return time.toLocaleTimeString('en-GB', clock);
  const year = time.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' as const };
  return time.toLocaleString('en-GB', { day: 'numeric', month: 'short', ...year, ...clock });
}
