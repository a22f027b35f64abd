import { interactionIdIn } from './event-aliases.js';
import type { CxoneEvent } from './event.js';
import { memberOf } from '../json/json-text.js';
import { noted } from './noted.js';

/** The id of the interaction that an event is about, with the digits it came with; `null`: its payload names none. */
export const interactionIdOf = noted(
  'interactionId',
  ({ payload }: Pick<CxoneEvent, 'payload'>): string | null => {
    const value = interactionIdIn(payload);
    return value?.[0] === '"' ? (JSON.parse(value) as string) : (value ?? null);
  },
);

/** Whether the payload says which interaction it is about. What is called just so counts whatever it holds. */
export function namesInteraction(event: Pick<CxoneEvent, 'payload'>): boolean {
  const { payload } = event;
  const named = payload !== null && memberOf(payload, 'interaction_id') !== undefined;
  return named || interactionIdOf(event) !== null;
}
