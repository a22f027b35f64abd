import { readEvent, type CxoneEvent } from '../../src/domain/event/event.js';
import { toJsonText } from '../../src/domain/json/json-text.js';

/** The event that JSON text holds. */
export function eventOf(text: string): CxoneEvent {
  const reading = readEvent(toJsonText(text), 'v2.1');
  if ('problems' in reading) throw new Error('not an event');
  return reading.event;
}
