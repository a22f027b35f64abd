import { remembered } from '../text/remembered.js';

/** Longer names are rare, and are not remembered. */
const MAX_REMEMBERED_LENGTH = 64;

const foldedOnce = remembered(fold);

/** The same text for all spellings of a name: `event_id`, `eventId`, `EventId` and `EVENT-ID` are one. */
export function foldedName(name: string): string {
  return name.length > MAX_REMEMBERED_LENGTH ? fold(name) : foldedOnce(name);
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Under which names senders say when an event came about, the likeliest first. */
export const TIME_NAMES = ['timestamp', 'created_at', 'event_time'] as const;

const TIMES: ReadonlySet<string> = new Set(TIME_NAMES.map(foldedName));

/** Whether a member is a time that a redelivery of the same event may change. */
export function isEventTime(name: string): boolean {
  return TIMES.has(foldedName(name));
}
