import { batchIn, type Batch } from './batch.js';
import { withBeside } from './beside.js';
import { readBody } from './body-text.js';
import { derivedId, shapeEvent } from './contract-shape.js';
import { readEvent, storedEvent, type CxoneEvent, type FieldProblem } from './event.js';
import { EVENTS_MEMBER, isAmbiguous } from './event-aliases.js';
import { MAX_FORM_FIELDS } from './form.js';
import { namesInteraction } from './interaction-id.js';
import { scanJson } from '../json/json-scan.js';
import { membersOf, objectOf, type JsonText } from '../json/json-text.js';

/** The most characters that a batch may hold besides its events: each event keeps a copy of them. */
export const MAX_ENVELOPE_LENGTH = 4_096;

/** A longer body that the event's payload holds to the letter is not kept a second time, characters. */
export const MAX_REPEATED_LENGTH = 65_536;

export interface NormaliseOptions {
  /** Take the contract's shape alone. */
  strict: boolean;
  /** Stands in where an event names no schema version. */
  defaultSchemaVersion: string;
  /** A batch of more is not taken apart. */
  maxEvents: number;
  /** A body whose objects have more members in all is kept as it is, and not read further. Absent: no limit. */
  maxMembers?: number;
  /** Whether forms are read; absent: unless `strict`. */
  forms?: boolean;
  /** Whether the Content-Type says that the body is a form. */
  saidForm?: boolean;
}

/** One event of a body. */
export interface NormalisedEvent {
  kind: 'event';
  /** In the contract's shape. */
  event: CxoneEvent;
  /** The body as it arrived, if the event's text does not hold all of it; `null`: it does. */
  raw: string | null;
  /** Whether the event had no id and got one from its own text. */
  idDerived: boolean;
}

/** An object or array that is no event, to be kept: `event` has a derived id and what arrived as its payload. */
export interface UnrecognisedEvent {
  kind: 'unrecognised';
  event: CxoneEvent;
  /** What arrived; `null` where it is long and the payload holds all of it. */
  raw: string | null;
  /** What kept it from being an event. */
  problems: FieldProblem[];
}

export type Normalised = NormalisedEvent | UnrecognisedEvent;

/** `batch`: the body was one, were it of a single event. `refused`: nothing in it can be kept. */
export type Normalisation =
  | { kind: 'events'; batch: boolean; events: Normalised[] }
  | { kind: 'refused'; code: RefusalCode; detail: string; problems: FieldProblem[] };

export type RefusalCode = 'invalid_json' | 'not_an_event';

/**
 * Reads the events in a request's body, whatever its Content-Type says and in whichever shape known to be sent:
 * see `readBody`, `shapeEvent` and `ALIASES`; batches as an array or as `{events: [...]}`. Never throws.
 */
export function normalise(body: Uint8Array, options: NormaliseOptions): Normalisation {
  const forms = options.forms ?? !options.strict;
  const read = readBody(body, { forms, saidForm: options.saidForm ?? false });
  if (read === null) return notJson(forms);
  if (read === 'too_many_fields') {
    const expected = `a form of at most ${MAX_FORM_FIELDS} fields`;
    return refused('invalid_json', 'The form has too many fields.', [{ field: 'body', expected }]);
  }
  const { json, raw, beside } = read;
  if (isStructure(json) && hasMoreMembers(json, options.maxMembers)) {
    const problems = [{ field: 'body', expected: `at most ${options.maxMembers} members of objects` }];
    return { kind: 'events', batch: false, events: [unrecognised(json, raw, problems, options)] };
  }
  if (options.strict || !isStructure(json)) {
    const reading = readEvent(json, options.defaultSchemaVersion);
    if ('problems' in reading) return refused('not_an_event', 'The body is not an event.', reading.problems);
    const event: Normalised = { kind: 'event', event: reading.event, raw: null, idDerived: false };
    return { kind: 'events', batch: false, events: [event] };
  }
  const batch = batchIn(json);
  if (batch === null) {
    const event = one(withBeside(json, beside), raw, beside.length > 0, options);
    // Many a text looks like a form: only one that names an event is one.
    if (read.guessed && !namesEvent(event)) return notJson(forms);
    return { kind: 'events', batch: false, events: [event] };
  }
  const envelope = membersOf(withBeside(objectOf(batch.envelope), beside));
  const problem = batchProblem({ ...batch, envelope }, options);
  const events = problem === null ? eachOf({ ...batch, envelope }, options) : [];
  if (events.some(({ kind }) => kind === 'event')) return { kind: 'events', batch: true, events };
  const expected = problem ?? 'an event, or a batch of events';
  const whole = beside.length === 0 ? json : objectOf([...beside, [EVENTS_MEMBER, json]]);
  const event = unrecognised(whole, raw, [{ field: 'body', expected }], options);
  return { kind: 'events', batch: false, events: [event] };
}

function notJson(forms: boolean): Normalisation {
  const expected = forms ? 'a JSON object in UTF-8, or a form' : 'a JSON object in UTF-8';
  return refused('invalid_json', 'The body is not JSON.', [{ field: 'body', expected }]);
}

function refused(code: RefusalCode, detail: string, problems: FieldProblem[]): Normalisation {
  return { kind: 'refused', code, detail, problems };
}

/** What was expected of the batch as a whole, to follow the word "expected"; `null`: the batch is valid. */
function batchProblem(batch: Batch, { maxEvents }: NormaliseOptions): string | null {
  if (batch.elements.length > maxEvents) return `at most ${maxEvents} events`;
  if (objectOf(batch.envelope).length > MAX_ENVELOPE_LENGTH) {
    return `at most ${MAX_ENVELOPE_LENGTH} characters beside the events of a batch`;
  }
  return null;
}

function eachOf({ elements, envelope }: Batch, options: NormaliseOptions): Normalised[] {
  const notNaming = new Set(envelope.flatMap(([name]) => (isAmbiguous(name) ? name : [])));
  return elements.map((element) => {
    if (envelope.length === 0) return one(element, element, false, options);
    const alone = objectOf([...envelope, [EVENTS_MEMBER, `[${element}]` as JsonText]]);
    // A value that cannot have members is kept together with the fields beside it.
    if (element[0] !== '{') return one(element, alone, true, options, { unrecognisedAs: alone });
    const own = new Set(membersOf(element).map(([name]) => name));
    const text = withBeside(element, envelope);
    return one(text, alone, true, options, { notNaming: without(notNaming, own) });
  });
}

/** @param keepRaw whether `raw` holds more than `text` does */
function one(
  text: JsonText,
  raw: string,
  keepRaw: boolean,
  options: NormaliseOptions,
  { notNaming, unrecognisedAs = text }: { notNaming?: ReadonlySet<string>; unrecognisedAs?: JsonText } = {},
): Normalised {
  const shaped = shapeEvent(text, options.defaultSchemaVersion, notNaming);
  if ('problems' in shaped) return unrecognised(unrecognisedAs, raw, shaped.problems, options);
  const { event, lost, idDerived } = shaped;
  return { kind: 'event', event, raw: lost || keepRaw ? raw : null, idDerived };
}

function unrecognised(
  text: JsonText,
  raw: string,
  problems: FieldProblem[],
  { defaultSchemaVersion }: NormaliseOptions,
): UnrecognisedEvent {
  const members: Array<[string, JsonText]> = [
    ['event_id', derivedId(text)],
    ['payload', text],
  ];
  const event = storedEvent(objectOf(members), defaultSchemaVersion);
  const repeated = raw === text && raw.length > MAX_REPEATED_LENGTH;
  return { kind: 'unrecognised', event, raw: repeated ? null : raw, problems };
}

function namesEvent(item: Normalised): boolean {
  return item.kind === 'event' && (!item.idDerived || namesInteraction(item.event));
}

/** The shortest member is `"":0,`. */
function hasMoreMembers(json: JsonText, max = Number.POSITIVE_INFINITY): boolean {
  return json.length > max * 5 && (scanJson(json)?.members ?? 0) > max;
}

function isStructure(json: JsonText): boolean {
  return json[0] === '{' || json[0] === '[';
}

function without(names: ReadonlySet<string>, taken: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !taken.has(name)));
}
