const NUMBERS = new Intl.NumberFormat('en-GB');

/**
 * @example counted(1, 'dead letter') is "1 dead letter"; counted(1200, 'dead letter') is "1,200 dead letters"
 * @param several the noun of any other count than 1
 */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${NUMBERS.format(count)} ${count === 1 ? noun : several}`;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** @example duration(7300) is "2 hours" */
export function duration(seconds: number): string {
  const [unit, noun] = UNITS.find(([length]) => seconds >= length) ?? UNITS.at(-1)!;
  return counted(Math.max(Math.floor(seconds / unit), 0), noun);
}

/** @param at RFC 3339. @param now milliseconds since the epoch */
export function ago(at: string, now: number): string {
  return `${duration(Math.max((now - Date.parse(at)) / 1_000, 0))} ago`;
}

/** @example instant('2026-03-02T09:15:00.123Z') is "2026-03-02 09:15:00" */
export function instant(at: string | null): string {
  return at === null ? '-' : at.slice(0, 19).replace('T', ' ');
}

const DAY_MS = 86_400_000;

/** In UTC, as the log has it. @example timeOfDay('2026-03-02T09:15:00.123Z', now) is "09:15:00 UTC" on the same day */
export function timeOfDay(at: string, now: number): string {
  const isToday = now - Date.parse(at) < DAY_MS;
  return isToday ? `${at.slice(11, 19)} UTC` : `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
