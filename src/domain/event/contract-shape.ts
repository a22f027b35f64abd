import { createHash } from 'node:crypto';
import { readEvent, type CxoneEvent, type FieldProblem } from './event.js';
import { ALIASES, AMBIGUOUS, ENVELOPE, envelopeId, interactionId, Names } from './event-aliases.js';
import { jsonString, objectOf, withMembers, type JsonMember, type JsonText } from '../json/json-text.js';

const NONE: ReadonlySet<string> = new Set();

/** An event in the contract's shape. */
export interface Shaped {
  event: CxoneEvent;
  /** Whether anything of the original is missing from the event's text, were it only a name. */
  lost: boolean;
  /** Whether the event id was made from the event's own text. */
  idDerived: boolean;
}

/**
 * Brings one event into the contract's shape.
 *
 * What the contract takes as it is stays to the letter, unless a field that it lacks stands beside it under another
 * name. Otherwise the contract's fields are put before the members that arrived; `data` becomes `payload`, an object
 * with neither becomes the payload as a whole, and a payload that names its interaction differently gets an
 * `interaction_id` too.
 *
 * @param notNaming members that say nothing of the event itself, such as the `id` of a batch
 * @returns what kept it from being an event, where it is none.
 */
export function shapeEvent(
  text: JsonText,
  defaultSchemaVersion: string,
  notNaming: ReadonlySet<string> = NONE,
): Shaped | { problems: FieldProblem[] } {
  const asItIs = readEvent(text, defaultSchemaVersion);
  const names = new Names(text, notNaming);
  const rewritten = 'problems' in asItIs || isNamedElsewhere(names) ? rewrite(text, names) : null;
  const reading = rewritten === null ? asItIs : readEvent(rewritten.text, defaultSchemaVersion);
  if ('problems' in reading) return reading;
  return { lost: false, idDerived: false, ...rewritten, event: reading.event };
}

/** An id for an event without one. The same text gets the same id, so that a redelivery is recognised. */
export function derivedId(text: JsonText): JsonText {
  return jsonString(`sha256-${createHash('sha256').update(text).digest('hex')}`);
}

/** Whether a field of the contract that is absent stands beside the others under another name. */
function isNamedElsewhere(names: Names): boolean {
  const isNamed = (aliases: readonly string[]) =>
    aliases.some((alias) => !AMBIGUOUS.has(alias) && names.find(alias) !== undefined);
  if (names.exact('payload') === undefined) {
    if (payloadIn(names)) return true;
    if (names.exact('interaction_id') === undefined && isNamed(ALIASES.interaction_id)) return true;
  }
  return ENVELOPE.some((field) => names.exact(field) === undefined && isNamed(ALIASES[field]));
}

function rewrite(text: JsonText, names: Names): { text: JsonText; lost: boolean; idDerived: boolean } | null {
  const own = payloadIn(names);
  const original = own?.[1] ?? text;
  const inside = own === undefined ? names : new Names(original);
  const interaction = interactionId(names, inside);
  const envelope = ENVELOPE.flatMap((field): JsonMember[] => {
    const exact = names.exact(field);
    const value = isNothing(exact) ? envelopeId(field, names, inside) : exact;
    return value === undefined ? [] : [[field, value]];
  });
  const has = (field: string) => envelope.some(([name]) => name === field);
  if (!has('event_id') && !has('tenant_id') && interaction === undefined && own === undefined) return null;

  const idDerived = !has('event_id');
  if (idDerived) envelope.unshift(['event_id', derivedId(text)]);
  const payload = withInteractionId(original, inside, interaction);
  if (own === undefined) {
    const whole = objectOf([...envelope, ['payload', payload.text]]);
    return { text: whole, lost: payload.leftOut > 0, idDerived };
  }
  const [payloadName] = own;
  const added = envelope.filter(([name]) => isNothing(names.exact(name)));
  const rest = withMembers(text, [...added, ['payload', payload.text]], payloadName);
  // A payload under its own name is replaced by itself: that one is not lost.
  const lost = rest.leftOut > (payloadName === 'payload' ? 1 : 0) || payload.leftOut > 0;
  return { text: rest.text, lost: lost || payloadName !== 'payload', idDerived };
}

function payloadIn(names: Names): JsonMember | undefined {
  const exact = names.exact('payload');
  if (exact !== undefined) return ['payload', exact];
  for (const alias of ALIASES.payload) {
    const found = names.find(alias, (value) => value !== 'null');
    if (found) return found;
  }
  return undefined;
}

function withInteractionId(
  payload: JsonText,
  names: Names,
  id: JsonText | undefined,
): { text: JsonText; leftOut: number } {
  if (payload[0] !== '{' || id === undefined || !isNothing(names.exact('interaction_id'))) {
    return { text: payload, leftOut: 0 };
  }
  return withMembers(payload, [['interaction_id', id]]);
}

function isNothing(value: JsonText | undefined): boolean {
  return value === undefined || value === 'null' || value === '""';
}
