import { isLosslessNumber } from 'lossless-json';
import { pointerPart } from './json-lines.js';

/** Where in an event an error is. */
export interface ErrorPlace {
  /** JSON Pointer of the value; of a missing one, of what it should be in. */
  pointer: string;
  /** The name of the field that is missing there; `null`: the value is there, and wrong. */
  missing: string | null;
}

/** A path as the service writes it: `payload.items[3]["a b"]`. */
const NAME = /((?:[\p{L}\p{N}_$.-]|\[(?:\d+|"(?:[^"\\]|\\.)*")\])+)/u.source;
const MISSING = new RegExp(`missing required field: ${NAME}`, 'u');
const WRONG = new RegExp(`(?:^|: )${NAME} (?:must |is not allowed)`, 'u');

/** Fields of the event itself. */
const OF_EVENT = new Set(['event_id', 'tenant_id', 'event_type', 'schema_version', 'timestamp', 'payload']);

/**
 * Finds the place that an error of a schema names: `... (at /payload/amount)`, `/payload/amount must be ...`,
 * `missing required field: payload.customer.id`, `payload.extra is not allowed`.
 *
 * @returns `null`: the error names no place, or one that the event does not have
 */
export function errorPlace(error: string, event: unknown): ErrorPlace | null {
  const missing = MISSING.exec(error)?.[1];
  if (missing !== undefined) return missingPlace(partsOf(missing), event);
  const pointer = /\(at (\/[^)]*)\)/.exec(error)?.[1] ?? /(?:^|: )(\/\S+) /.exec(error)?.[1];
  if (pointer !== undefined)
    return isThere(event, partsOfPointer(pointer)) ? { pointer, missing: null } : null;
  const named = WRONG.exec(error)?.[1];
  if (named === undefined) return null;
  const parts = partsOf(named);
  return isThere(event, parts) ? { pointer: pointerOf(parts), missing: null } : null;
}

function missingPlace(parts: readonly string[], event: unknown): ErrorPlace | null {
  const name = parts.at(-1);
  if (name === undefined) return null;
  const parents = parts.slice(0, -1);
  // Messages of a schema's own name fields of the payload without `payload.`.
  const inPayload = !OF_EVENT.has(parts[0] ?? '') && isThere(event, ['payload', ...parents]);
  const found = inPayload ? ['payload', ...parents] : parents;
  return isThere(event, found) ? { pointer: pointerOf(found), missing: name } : null;
}

/** `payload.items[3]["a b"]` as parts. */
function partsOf(name: string): string[] {
  const parts = name.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, plain]) => quoted ?? index ?? plain ?? '');
}

function partsOfPointer(pointer: string): string[] {
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function pointerOf(parts: readonly string[]): string {
  return parts.map((part) => `/${pointerPart(part)}`).join('');
}

function isThere(value: unknown, parts: readonly string[]): boolean {
  let at = value;
  for (const part of parts) {
    if (typeof at !== 'object' || at === null || isLosslessNumber(at) || !Object.hasOwn(at, part))
      return false;
    at = Reflect.get(at, part);
  }
  return true;
}
