import { isId } from './event.js';
import { membersOf, type JsonMember, type JsonText } from '../json/json-text.js';
import { foldedName, TIME_NAMES } from './member-names.js';
import { RecentValues } from '../json/recent-values.js';

/** The envelope's fields that are text. */
export const ENVELOPE = ['event_id', 'tenant_id', 'timestamp', 'schema_version'] as const;

export type EnvelopeField = (typeof ENVELOPE)[number];

/**
 * Under which names senders deliver a field of the contract, the likeliest first. A name stands for all its
 * spellings: `event_id` for `eventId` and `EventId` too. `payload.` looks into the payload, whatever it is called.
 */
export const ALIASES = {
  event_id: ['event_id', 'id'],
  tenant_id: ['tenant_id', 'bus_no', 'business_unit_id', 'payload.brand.tenant_id'],
  timestamp: TIME_NAMES,
  schema_version: ['schema_version', 'version'],
  payload: ['payload', 'data'],
  interaction_id: ['interaction_id', 'contact_id', 'payload.case.interaction_id'],
  event_type: ['event_type', 'type', 'event'],
} as const satisfies Record<EnvelopeField | 'payload' | 'interaction_id' | 'event_type', readonly string[]>;

/** Names that mean something else as often: they alone do not make an event another shape than the contract's. */
export const AMBIGUOUS: ReadonlySet<string> = new Set(['id', 'version']);

/** Whether a name, in any spelling, is one of AMBIGUOUS. */
export function isAmbiguous(name: string): boolean {
  return AMBIGUOUS.has(foldedName(name));
}

const IN_PAYLOAD = 'payload.';

/** Under which name an object holds the events of a batch. */
export const EVENTS_MEMBER = 'events';

/** All known names, folded. Other members of an object are skipped. */
const KNOWN = new Set(
  [...Object.values(ALIASES).flat(), EVENTS_MEMBER].flatMap((path) => path.split('.').map(foldedName)),
);

const LONGEST_KNOWN = 2 * Math.max(...[...KNOWN].map(({ length }) => length));

type KnownMember = readonly [name: string, value: JsonText, folded: string];

const knownMembers = new RecentValues((text: JsonText) => {
  const known: KnownMember[] = [];
  for (const [name, value] of membersOf(text)) {
    if (name.length > LONGEST_KNOWN) continue;
    const plain = foldedName(name);
    if (KNOWN.has(plain)) known.push([name, value, plain]);
  }
  return known;
});

const NONE: ReadonlySet<string> = new Set();

/** The members of a JSON object whose names are known, in any spelling. Any other JSON value has none. */
export class Names {
  private readonly members: readonly KnownMember[];

  constructor(text: JsonText, without: ReadonlySet<string> = NONE) {
    const known = knownMembers.of(text);
    this.members = without.size === 0 ? known : known.filter(([name]) => !without.has(name));
  }

  /** The value of the member that is called just so. */
  exact(name: string): JsonText | undefined {
    return this.members.findLast(([own]) => own === name)?.[1];
  }

  /** The member of this name in any spelling whose value `fits`. */
  find(alias: string, fits: (value: JsonText) => boolean = isId): JsonMember | undefined {
    const wanted = foldedName(alias);
    const found = this.members.findLast(([, value, own]) => own === wanted && fits(value));
    return found && [found[0], found[1]];
  }

  /** The id that `path` (names joined by dots) leads to. */
  idAt(path: string): JsonText | undefined {
    const dot = path.indexOf('.');
    if (dot === -1) return this.find(path)?.[1];
    const inner = this.find(path.slice(0, dot), (value) => value[0] === '{');
    return inner && new Names(inner[1]).idAt(path.slice(dot + 1));
  }
}

/** The value of an envelope's field under one of its names, as it stands, so every digit is kept. */
export function envelopeId(field: EnvelopeField, beside: Names, payload: Names): JsonText | undefined {
  return firstOf(ALIASES[field], (alias) =>
    alias.startsWith(IN_PAYLOAD) ? payload.idAt(alias.slice(IN_PAYLOAD.length)) : beside.idAt(alias),
  );
}

/** The id of the interaction that an event is about: in its payload, or beside it. */
export function interactionId(beside: Names, payload: Names): JsonText | undefined {
  return firstOf(ALIASES.interaction_id, (alias) =>
    alias.startsWith(IN_PAYLOAD)
      ? payload.idAt(alias.slice(IN_PAYLOAD.length))
      : (payload.idAt(alias) ?? beside.idAt(alias)),
  );
}

/** The id of the interaction that a payload names, whatever it calls it; none for a payload that is no object. */
export function interactionIdIn(payload: JsonText | null): JsonText | undefined {
  const names = new Names(payload ?? ('null' as JsonText));
  return interactionId(names, names);
}

function firstOf(
  aliases: readonly string[],
  valueOf: (alias: string) => JsonText | undefined,
): JsonText | undefined {
  for (const alias of aliases) {
    const value = valueOf(alias);
    if (value !== undefined) return value;
  }
  return undefined;
}
