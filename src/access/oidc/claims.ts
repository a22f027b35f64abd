import { includesRole, type Role } from '../../domain/access/role.js';

const MAX_NAME_LENGTH = 256;

/** Claims that name a person, the most readable first (OpenID Connect Core, section 5.1). */
const NAME_CLAIMS = ['preferred_username', 'email', 'sub'];

type Claims = Readonly<Record<string, unknown>>;

/**
 * The highest of our roles that a token's claims name; `null`: none.
 *
 * @param path of the claim, dotted. A claim whose own name has dots (`https://example.com/roles`) is found as well.
 * @param roles the provider's names for our roles
 */
export function roleOf(
  claims: Claims,
  path: string,
  roles: ReadonlyArray<{ role: Role; name: string }>,
): Role | null {
  const names = namesIn(valueAt(claims, path));
  let highest: Role | null = null;
  for (const { role, name } of roles) {
    if (names.has(name) && (highest === null || includesRole(role, highest))) highest = role;
  }
  return highest;
}

/** What the log and the audit call the person. */
export function personName(claims: Claims): string {
  const name = NAME_CLAIMS.map((claim) => claims[claim]).find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  return (name ?? 'unknown').replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_NAME_LENGTH);
}

/** A claim holds one name, a list of names, or names with spaces between them as `scope` does. */
function namesIn(value: unknown): Set<string> {
  if (typeof value === 'string') return new Set([value, ...value.split(' ')]);
  return new Set(Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);
}

function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.hasOwn(value, path)) return (value as Claims)[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const first = path.slice(0, dot);
    if (!Object.hasOwn(value, first)) continue;
    const found = valueAt((value as Claims)[first], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
