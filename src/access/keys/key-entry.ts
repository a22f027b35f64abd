import { parse, YAMLParseError } from 'yaml';
import { isRole, ROLES, type Role } from '../role.js';

/** Keys that one file may hold. */
export const MAX_KEYS = 1_000;

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

/**
 * Reads a key file, YAML or JSON: `keys: [{ name, role, sha256, expires_at? }]`. It is taken whole or not at all.
 *
 * @param text of the file
 */
export function readKeyFile(text: string): KeyEntries {
  let file: unknown;
  try {
    file = parse(text, { maxAliasCount: 0, schema: 'core', version: '1.2' });
  } catch (error) {
    return refused([`expected YAML or JSON${placeOf(error)}`]);
  }
  const list = isObject(file) ? file['keys'] : undefined;
  if (!isObject(file) || !Array.isArray(list)) return refused(['expected keys: a list of keys']);
  const problems = Object.keys(file).filter((name) => name !== 'keys');
  if (problems.length > 0)
    return refused(problems.map((name) => `${shown(name)}: expected no such field beside keys`));
  if (list.length > MAX_KEYS) return refused([`keys: expected at most ${MAX_KEYS}`]);
  return checked(list.map((value: unknown, index) => entryOf(value, `keys[${index}]`)));
}

/**
 * Reads ACCESS_KEYS: `name:role:sha256`, several with commas.
 *
 * @param text of the variable
 */
export function readKeyList(text: string): KeyEntries {
  const items = text.split(',').map((item) => item.trim());
  return checked(
    items.map((item, index) => {
      const [name, role, sha256, ...rest] = item.split(':');
      const place = `key ${index + 1}`;
      if (rest.length > 0) return [`${place}: expected name:role:sha256`];
      return entryOf({ name, role, sha256 }, place);
    }),
  );
}

function checked(results: Array<KeyEntry | string[]>): KeyEntries {
  const problems = results.filter((result) => Array.isArray(result)).flat();
  const keys = results.filter((result): result is KeyEntry => !Array.isArray(result));
  for (const field of ['name', 'sha256'] as const) {
    const seen = new Set<string>();
    for (const key of keys) {
      if (seen.has(key[field]))
        problems.push(`${shown(key.name)}: expected a ${field} that no other key has`);
      seen.add(key[field]);
    }
  }
  return problems.length > 0 ? refused(problems) : { keys, problems: [] };
}

/** One entry, or what is wrong with it. */
function entryOf(value: unknown, place: string): KeyEntry | string[] {
  if (!isObject(value)) return [`${place}: expected name, role and sha256`];
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
  const expiresAt = end === undefined || end === null ? null : instantOf(end);
  if (expiresAt === undefined)
    problems.push(`${place}.expires_at: expected a time such as 2027-01-31T00:00:00Z`);
  if (problems.length > 0 || !named || !isRole(role) || !hex || expiresAt === undefined) return problems;
  return { name, role, sha256: sha256.toLowerCase(), expiresAt };
}

/** RFC 3339 with a zone. */
function instantOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

function refused(problems: string[]): KeyEntries {
  return { keys: null, problems };
}

/** The line alone: the parser's own message quotes the file, and a secret may stand there by mistake. */
function placeOf(error: unknown): string {
  const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
  return line === undefined ? '' : ` in line ${line}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name from the file, as far as it is sure to be none of its secrets. */
function shown(name: string): string {
  return name.length <= 32 && NAME.test(name) ? name : 'a field';
}
