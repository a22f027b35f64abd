import { instantOf } from '../text/instant.js';
import { isRole, ROLES, type Role } from './role.js';

/** Keys that one file may hold. */
const MAX_KEYS = 1_000;

const MAX_NAME_LENGTH = 64;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@/-]*$/u;
const FIELDS = ['name', 'role', 'sha256', 'expires_at'];

/** A key as the service knows it: by its digest. */
export interface KeyEntry {
  name: string;
  role: Role;
  /** Of the whole key, 64 hex digits in lower case. */
  sha256: string;
  /** Milliseconds since the epoch; `null`: it does not end. */
  expiresAt: number | null;
}

/** Keys, or all that is wrong with them: places and expectations, never a value. */
export type KeyEntries = { keys: KeyEntry[]; problems: [] } | { keys: null; problems: string[] };

/** An entry as somebody has written it, and where, for messages. */
export interface WrittenEntry {
  value: unknown;
  place: string;
}

/**
 * Reads ACCESS_KEYS: `name:role:sha256`, several with commas.
 *
 * @param text of the variable
 */
export function readKeyList(text: string): KeyEntries {
  return keyEntries(
    text.split(',').map((item, index) => {
      const [name, role, sha256, ...rest] = item.trim().split(':');
      const whole = rest.length === 0 && sha256 !== undefined;
      return { value: whole ? { name, role, sha256 } : undefined, place: `key ${index + 1}` };
    }),
    'name:role:sha256',
  );
}

/**
 * Checks entries: each by itself, and that no two are of one name or one digest.
 *
 * @param form what an entry that is none at all should have been
 */
export function keyEntries(written: readonly WrittenEntry[], form: string): KeyEntries {
  if (written.length > MAX_KEYS) return refusedKeys([`expected at most ${MAX_KEYS} keys`]);
  const problems: string[] = [];
  const keys: KeyEntry[] = [];
  const seen = { name: new Map<string, string>(), sha256: new Map<string, string>() };
  for (const { value, place } of written) {
    const entry = entryOf(value, place, form);
    if (Array.isArray(entry)) {
      problems.push(...entry);
      continue;
    }
    keys.push(entry);
    for (const field of ['name', 'sha256'] as const) {
      const first = seen[field].get(entry[field]);
      if (first === undefined) seen[field].set(entry[field], place);
      else problems.push(`${place}.${field}: expected another ${field} than that of ${first}`);
    }
  }
  return problems.length > 0 ? refusedKeys(problems) : { keys, problems: [] };
}

/** One entry, or what is wrong with it. */
function entryOf(value: unknown, place: string, form: string): KeyEntry | string[] {
  if (!isObject(value)) return [`${place}: expected ${form}`];
  const { name, role, sha256, expires_at: end } = value;
  const problems = Object.keys(value)
    .filter((field) => !FIELDS.includes(field))
    .map((field) => `${place}.${shown(field)}: expected one of ${FIELDS.join(', ')}`);
  const named = typeof name === 'string' && name.length <= MAX_NAME_LENGTH && NAME.test(name);
  if (!named)
    problems.push(`${place}.name: expected 1 to ${MAX_NAME_LENGTH} letters, digits or . _ @ / - and spaces`);
  if (!isRole(role)) problems.push(`${place}.role: expected one of ${ROLES.join(', ')}`);
  const hex = typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256);
  if (!hex) problems.push(`${place}.sha256: expected the 64 hex digits of the key's SHA-256`);
  const expiresAt = endOf(end);
  if (expiresAt === undefined)
    problems.push(`${place}.expires_at: expected a time in RFC 3339, such as 2027-01-31T00:00:00Z`);
  if (problems.length > 0 || !named || !isRole(role) || !hex || expiresAt === undefined) return problems;
  return { name, role, sha256: sha256.toLowerCase(), expiresAt };
}

/** `null`: the key has no end; `undefined`: what is written is no time. A YAML file's null comes as a text. */
function endOf(value: unknown): number | null | undefined {
  if (value === undefined || value === 'null') return null;
  return instantOf(value) ?? undefined;
}

export function refusedKeys(problems: string[]): KeyEntries {
  return { keys: null, problems };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name that somebody has written, as far as it is sure to be no secret. */
export function shown(name: string): string {
  return name.length <= 32 && NAME.test(name) ? name : 'a field';
}
