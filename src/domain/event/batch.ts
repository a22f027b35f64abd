import { EVENTS_MEMBER, Names } from './event-aliases.js';
import { elementsOf, membersOf, type JsonMember, type JsonText } from '../json/json-text.js';

/** Several events in one body. */
export interface Batch {
  elements: JsonText[];
  /** What the batch's object holds beside its events. */
  envelope: readonly JsonMember[];
}

/** The batch that JSON text is: an array, or an object with `events` that is no event itself; `null`: none. */
export function batchIn(json: JsonText): Batch | null {
  if (json[0] === '[') return json === '[]' ? null : { elements: elementsOf(json), envelope: [] };
  const names = new Names(json);
  const events = names.find(EVENTS_MEMBER, (value) => value[0] === '[' && value !== '[]');
  // An object with a payload or an event id of its own is one event, even if it lists others.
  const isEvent = names.find('event_id') ?? names.find('payload', anything) ?? names.find('data', anything);
  if (events === undefined || isEvent !== undefined) return null;
  const [name, list] = events;
  return { elements: elementsOf(list), envelope: membersOf(json).filter(([own]) => own !== name) };
}

function anything(): boolean {
  return true;
}
