import { Problem } from '../http/problem.js';
import type { Role } from '../domain/access/role.js';
import type { SignInError } from './oidc/sign-in-errors.js';

/** One answer for a credential that is missing, unknown, expired or malformed, so that it tells a stranger nothing. */
export function unauthenticated(): Problem {
  return new Problem({
    status: 401,
    code: 'unauthenticated',
    detail: 'This needs an API key or a token: Authorization: Bearer <key>.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  });
}

export function forbidden(needed: Role, own: Role): Problem {
  return new Problem({
    status: 403,
    code: 'forbidden',
    detail: `This needs the role ${needed}; yours is ${own}.`,
    extensions: { required_role: needed },
  });
}

/** The token is valid, but its owner has none of the roles that OIDC_ROLES names. */
export function withoutRole(): Problem {
  return new Problem({
    status: 403,
    code: 'forbidden',
    detail: 'Your token is valid, but OIDC_ROLES maps none of its roles to a role of this service.',
  });
}

export function tooManyRefusals(waitS: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_refusals',
    detail: `Too many refused credentials came from your address; wait ${waitS} s, or send a valid one.`,
    headers: { 'Retry-After': String(waitS) },
  });
}

/** Why nobody was signed in, for the person who tried. */
export function signInProblem({ kind, message: detail }: SignInError): Problem {
  if (kind !== 'unavailable') return new Problem({ status: 403, code: 'sign_in_refused', detail });
  const headers = { 'Retry-After': '10' };
  return new Problem({ status: 503, code: 'identity_provider_unavailable', detail, headers });
}

export function providerUnavailable(): Problem {
  return new Problem({
    status: 503,
    code: 'identity_provider_unavailable',
    detail: 'Your token cannot be checked: the identity provider gave no keys. API keys still work.',
    headers: { 'Retry-After': '10' },
  });
}
