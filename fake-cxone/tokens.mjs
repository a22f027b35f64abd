import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { checkGrant, refused } from './grants.mjs';
import { allowMethods, jsonObject, readBody, Refusal } from './http.mjs';

export const TOKEN_PATH = '/api/v2/oauth/token';

export const ACCESS_KEY_PATH = '/authentication/v1/token/access-key';
export const DISCOVERY_PATH = '/.well-known/openid-configuration';

/**
 * The token endpoint: client credentials or an access key as a form, an opaque bearer token back.
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
  const form = new URLSearchParams(await readBody(request));
  const scope = checkGrant(form, request.headers.authorization, state);
  return { ...(await newToken(state)), ...(scope === '' ? {} : { scope }) };
}

/**
 * The older way: an access key as JSON.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('./state.mjs').FakeState} state
 * @returns {Promise<object>}
 */
export async function issueByAccessKey(request, state) {
  allowMethods(request, ['POST']);
  const { accessKeyId, accessKeySecret } = jsonObject(await readBody(request));
  if (accessKeyId !== state.accessKeyId || accessKeySecret !== state.accessKeySecret) {
    throw refused(401, 'invalid_client', 'accessKeyId or accessKeySecret is wrong');
  }
  return newToken(state);
}

/**
 * Says where tokens are.
 * @param {import('node:http').IncomingMessage} request
 * @returns {object}
 */
export function discover(request) {
  allowMethods(request, ['GET']);
  const issuer = `http://${request.headers.host}`;
  return { issuer, token_endpoint: issuer + TOKEN_PATH };
}

/** @param {import('./state.mjs').FakeState} state */
async function newToken(state) {
  if (state.tokenDelayMs > 0) await wait(state.tokenDelayMs);
  const token = `fake-${randomBytes(24).toString('base64url')}`;
  state.tokens.set(token, state.now() + state.tokenTtlS * 1_000);
  state.tokensIssued += 1;
  return { access_token: token, token_type: 'bearer', expires_in: state.tokenTtlS };
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
