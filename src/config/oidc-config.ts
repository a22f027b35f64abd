import { isRole, ROLES, type Role } from '../domain/access/role.js';
import type { EnvReader } from './env-reader.js';
import { isLoopbackName } from './host-names.js';
import { listOf } from './signature-config.js';

/** Whose tokens are accepted, and what they say of a caller. */
export interface OidcConfig {
  /** As the provider writes it in its tokens. */
  issuer: string;
  audience: string;
  /** Where a token names roles: a dotted path. */
  rolesClaim: string;
  /** The provider's names for our roles. */
  roles: ReadonlyArray<{ role: Role; name: string }>;
  /** Signing in by a browser; `null`: bearer tokens alone. */
  signIn: SignInConfig | null;
}

export interface SignInConfig {
  clientId: string;
  clientSecret: string;
  /** The address under which browsers reach the service, without a slash at its end. */
  publicUrl: string;
}

const ROLES_EXPECTED = `role:name pairs separated by commas, each role one of ${ROLES.join(', ')}, each name once`;

/**
 * The group `OIDC_*`. What is wrong goes to `read.problems`.
 *
 * @param publicUrl where browsers reach the service
 * @returns `null` without an issuer
 */
export function oidc(read: EnvReader, publicUrl: string | null): OidcConfig | null {
  const issuer = read.text('OIDC_ISSUER');
  const audience = read.text('OIDC_AUDIENCE');
  const roles = rolesOf(read);
  const signIn = signInOf(read, publicUrl);
  if (issuer === undefined) {
    for (const name of ['OIDC_AUDIENCE', 'OIDC_ROLES', 'OIDC_CLIENT_ID'] as const) {
      if (read.isSet(name)) read.problem('OIDC_ISSUER', `an issuer, since ${name} is set`);
    }
    return null;
  }
  if (!isIssuer(issuer)) {
    read.problem(
      'OIDC_ISSUER',
      'an https address (http on loopback alone) without credentials, query and fragment',
    );
  }
  if (audience === undefined) {
    read.problem('OIDC_AUDIENCE', 'the audience of the tokens, since OIDC_ISSUER is set');
  }
  if (roles.length === 0 && !read.isSet('OIDC_ROLES')) {
    read.problem('OIDC_ROLES', `${ROLES_EXPECTED}, since OIDC_ISSUER is set`);
  }
  return { issuer, audience: audience ?? '', rolesClaim: read.text('OIDC_ROLES_CLAIM'), roles, signIn };
}

/** The name may hold colons, as a URN does. */
function rolesOf(read: EnvReader): OidcConfig['roles'] {
  const pairs = listOf(read.text('OIDC_ROLES') ?? '');
  const roles = pairs.flatMap((pair) => {
    const [, role, name] = /^([^:]*):\s*(.+)$/.exec(pair) ?? [];
    return isRole(role) && name !== undefined ? [{ role, name }] : [];
  });
  const names = new Set(roles.map(({ name }) => name));
  if (names.size < pairs.length || (pairs.length === 0 && read.isSet('OIDC_ROLES'))) {
    read.problem('OIDC_ROLES', ROLES_EXPECTED);
  }
  return roles;
}

function signInOf(read: EnvReader, publicUrl: string | null): SignInConfig | null {
  const clientId = read.text('OIDC_CLIENT_ID');
  const clientSecret = read.secret('OIDC_CLIENT_SECRET');
  if (clientId === undefined) {
    if (clientSecret !== undefined) read.problem('OIDC_CLIENT_ID', 'an id, since OIDC_CLIENT_SECRET is set');
    return null;
  }
  if (clientSecret === undefined && !read.isSet('OIDC_CLIENT_SECRET_FILE')) {
    read.problem('OIDC_CLIENT_SECRET', 'a secret, since OIDC_CLIENT_ID is set');
  }
  if (publicUrl === null && !read.isSet('PUBLIC_URL')) {
    read.problem('PUBLIC_URL', 'the address that browsers use, since OIDC_CLIENT_ID is set');
  }
  if (!read.isSet('SESSION_SECRET') && !read.isSet('SESSION_SECRET_FILE')) {
    read.problem('SESSION_SECRET', 'a secret, since OIDC_CLIENT_ID is set');
  }
  if (clientSecret === undefined || publicUrl === null) return null;
  return { clientId, clientSecret, publicUrl };
}

/** Over plain HTTP anybody on the way could replace the keys by which tokens are checked. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const safe =
    protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname.replace(/^\[|\]$/g, '')));
  return safe && username === '' && password === '' && !/[?#]/.test(text);
}
