import { ALIASES, Names } from './event-aliases.js';
import type { CxoneEvent } from './event.js';
import type { JsonText } from '../json/json-text.js';
import { noted } from './noted.js';

/**
 * What kind of event it is, by the name that its sender gave it, such as `CaseStatusChanged`: the text of
 * `event_type`, `type` or `event` in any spelling, of the envelope, or else of the payload. `null` where neither has
 * one; what is no text, such as an object called `event`, names no type.
 */
export const eventTypeOf = noted(
  'type',
  ({ text, payload }: Pick<CxoneEvent, 'text' | 'payload'>): string | null =>
    typeIn(text) ?? (payload === null ? null : typeIn(payload)),
);

function typeIn(text: JsonText): string | null {
  const names = new Names(text);
  for (const alias of ALIASES.event_type) {
    const found = names.find(alias, isName);
    if (found !== undefined) return JSON.parse(found[1]) as string;
  }
  return null;
}

function isName(value: JsonText): boolean {
  return value[0] === '"' && value !== '""';
}
