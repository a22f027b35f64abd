import { hash } from 'node:crypto';
import { jsonString, type JsonMember, type JsonText } from '../json/json-text.js';
import { isEventTime } from './member-names.js';

/** The members of an event that the contract names; all others are the sender's own. */
const CONTRACT: ReadonlySet<string> = new Set([
  'event_id',
  'tenant_id',
  'timestamp',
  'payload',
  'schema_version',
]);

const HEX_DIGITS = 32;

/** JSON text without these is as JSON.stringify writes it, which escapes halves of characters. */
const MAY_BE_ESCAPED = /[\\\ud800-\udfff]/;

export interface EventIdentity {
  /** What the event's trace id ends in: by the contract's rule, 32 hex digits. */
  suffix: string;
  /**
   * 32 hex digits, equal for two events only where they agree in everything but times that a redelivery may change.
   * It is the suffix where that rule alone tells the event from every other.
   */
  identity: string;
}

/**
 * What tells an event from others.
 *
 * The suffix leaves out `schema_version`, takes `null` for absent, and cannot tell a payload from members in its
 * place. An event in which one of these occurs gets an identity over all its members.
 *
 * @param members of the event's text, in their order
 * @param fields the same by name
 */
export function identityOf(
  members: readonly JsonMember[],
  fields: ReadonlyMap<string, JsonText>,
): EventIdentity {
  const [tenant, id, payload] = [fields.get('tenant_id'), fields.get('event_id'), fields.get('payload')];
  const beside = members.filter(([name]) => !CONTRACT.has(name) && !isEventTime(name));
  const pairs = beside.length === 0 ? '' : JSON.stringify(sorted(beside));
  const suffix = digest([`[${idText(tenant)},${idText(id)}]`, payload ?? '', pairs]);
  const tellsAll =
    !fields.has('schema_version') &&
    tenant !== 'null' &&
    (payload !== undefined || beside.length === 0) &&
    // Where no name stands twice, there are as many fields as members.
    (fields.size === members.length || !repeatsField(members));
  return { suffix, identity: tellsAll ? suffix : digest(everythingOf(members)) };
}

/** All members but times as one JSON object, which no input of a suffix is: that one begins with `[`. */
function everythingOf(members: readonly JsonMember[]): string[] {
  const kept = members.filter(([name]) => !isEventTime(name));
  return sorted(kept).flatMap(([name, value], i) => {
    const isName = name === 'event_id' || name === 'tenant_id';
    return [i === 0 ? '{' : ',', jsonString(name), ':', isName ? idText(value) : value];
  });
}

/** Whether a field of the contract stands twice: the suffix knows the last one alone. */
function repeatsField(members: readonly JsonMember[]): boolean {
  const seen = new Set<string>();
  return members.some(([name]) => {
    if (!CONTRACT.has(name) || name === 'timestamp') return false;
    const again = seen.has(name);
    seen.add(name);
    return again;
  });
}

/** By name, in the order of UTF-16 code units; members of one name stay in their order. */
function sorted(members: readonly JsonMember[]): JsonMember[] {
  return members.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

/** A string in JSON.stringify's own escaping, a number with the digits it came with. */
function idText(value: JsonText | undefined): string {
  if (value === undefined) return 'null';
  if (value[0] !== '"') return value;
  return MAY_BE_ESCAPED.test(value) ? jsonString(JSON.parse(value) as string) : value;
}

function digest(parts: readonly string[]): string {
  return hash('sha256', parts.join('')).slice(0, HEX_DIGITS);
}
