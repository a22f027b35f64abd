import { Problem } from '../http/problem.js';
import type { Role } from '../domain/access/role.js';

/** The same for a credential that is missing, unknown, expired or malformed: a stranger learns nothing of ours. */
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

/** A good token whose owner has none of the roles that OIDC_ROLES names. */
export function withoutRole(): Problem {
  return new Problem({
    status: 403,
    code: 'forbidden',
    detail: 'Your token is good, but none of its roles is mapped to one of this service (OIDC_ROLES).',
  });
}

export function tooManyRefusals(waitS: number): Problem {
  return new Problem({
    status: 429,
    code: 'too_many_refusals',
    detail: `Too many refused credentials came from your address; wait ${waitS} s, or send a good one.`,
    headers: { 'Retry-After': String(waitS) },
  });
}

export function providerUnavailable(): Problem {
  return new Problem({
    status: 503,
    code: 'identity_provider_unavailable',
    detail: 'The identity provider gave no keys to check your token with. API keys work meanwhile.',
    headers: { 'Retry-After': '10' },
  });
}
