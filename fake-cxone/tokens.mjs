import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { allowMethods, readBody, Refusal } from './http.mjs';

export const TOKEN_PATH = '/api/v2/oauth/token';
const SCOPES = new Set(['data-actions:read', 'data-actions:write']);

/**
 * The token endpoint: client credentials as a form, an opaque bearer token back.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('./state.mjs').FakeState} state
 * @returns {Promise<object>}
 */
export async function issueToken(request, state) {
  allowMethods(request, ['POST']);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw refused(400, 'invalid_request', 'Content-Type must be application/x-www-form-urlencoded');
  }
  const scope = checked(new URLSearchParams(await readBody(request)), state);
  if (state.tokenDelayMs > 0) await wait(state.tokenDelayMs);
  const token = `fake-${randomBytes(24).toString('base64url')}`;
  state.tokens.set(token, state.now() + state.tokenTtlS * 1_000);
  state.tokensIssued += 1;
  return { access_token: token, token_type: 'bearer', expires_in: state.tokenTtlS, scope };
}

/**
 * Whether the request carries a token that was issued, has not expired and was not revoked.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('./state.mjs').FakeState} state
 */
export function checkBearer(request, state) {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const expiresAt = token === undefined ? undefined : state.tokens.get(token);
  if (expiresAt !== undefined && state.now() < expiresAt) return;
  const why = token === undefined ? 'a bearer token is needed' : 'the token is unknown, expired or revoked';
  throw new Refusal(
    401,
    { error: 'invalid_token', error_description: why },
    { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  );
}

/**
 * @param {URLSearchParams} form
 * @param {import('./state.mjs').FakeState} state
 * @returns {string} the scope granted
 */
function checked(form, state) {
  const grant = form.get('grant_type');
  if (grant === null) throw refused(400, 'invalid_request', 'grant_type is missing');
  if (grant !== 'client_credentials') {
    throw refused(400, 'unsupported_grant_type', 'grant_type must be client_credentials');
  }
  if (form.get('client_id') !== state.clientId || form.get('client_secret') !== state.clientSecret) {
    // As CXone does, one answer for both: it never tells which of the two was wrong.
    throw refused(401, 'invalid_client', 'client_id or client_secret is wrong');
  }
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0 || !scopes.every((scope) => SCOPES.has(scope))) {
    throw refused(400, 'invalid_scope', `scope must be one or more of: ${[...SCOPES].join(' ')}`);
  }
  return scopes.join(' ');
}

/**
 * @param {number} status
 * @param {string} error a code of RFC 6749, section 5.2
 * @param {string} description
 */
function refused(status, error, description) {
  return new Refusal(status, { error, error_description: description });
}
