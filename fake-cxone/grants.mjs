import { Refusal } from './http.mjs';

const SCOPES = new Set(['data-actions:read', 'data-actions:write']);
const GRANTS = ['client_credentials', 'password'];

/**
 * Checks a form that asks for a token.
 * @param {URLSearchParams} form
 * @param {string | undefined} authorization the header; a client may be in it or in the form
 * @param {import('./state.mjs').FakeState} state
 * @returns {string} the scope granted, empty where none was asked for
 */
export function checkGrant(form, authorization, state) {
  const grant = form.get('grant_type');
  if (grant === null) throw refused(400, 'invalid_request', 'grant_type is missing');
  if (!GRANTS.includes(grant)) {
    throw refused(400, 'unsupported_grant_type', `grant_type must be one of: ${GRANTS.join(' ')}`);
  }
  const [id, secret] = clientOf(form, authorization);
  if (id !== state.clientId || secret !== state.clientSecret) {
    // One answer for both, as CXone does, so that it does not reveal which of the two was wrong.
    throw refused(401, 'invalid_client', 'client_id or client_secret is wrong');
  }
  const isKey = form.get('username') === state.accessKeyId && form.get('password') === state.accessKeySecret;
  if (grant === 'password' && !isKey) throw refused(400, 'invalid_grant', 'username or password is wrong');
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const isWanted = grant === 'client_credentials';
  if ((isWanted && scopes.length === 0) || !scopes.every((scope) => SCOPES.has(scope))) {
    throw refused(400, 'invalid_scope', `scope must be one or more of: ${[...SCOPES].join(' ')}`);
  }
  return scopes.join(' ');
}

/**
 * @param {number} status
 * @param {string} error a code of RFC 6749, section 5.2
 * @param {string} description
 */
export function refused(status, error, description) {
  return new Refusal(status, { error, error_description: description });
}

/**
 * @param {URLSearchParams} form
 * @param {string | undefined} authorization
 * @returns {Array<string | null>} the client's id and secret, form-decoded where they came by Basic
 */
function clientOf(form, authorization) {
  const basic = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')];
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const parts = [id, secret].map((text) => new URLSearchParams(`v=${text}`).get('v'));
  return parts;
}
