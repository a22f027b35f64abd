import type { CxoneAuth } from '../config/cxone-auth-config.js';
import { tokenForm, type TokenGrant } from './token-form.js';

/** The grant by client credentials (contract, section 4; RFC 6749, section 4.4). */
export function clientCredentialsGrant(auth: Extract<CxoneAuth, { mode: 'client_credentials' }>): TokenGrant {
  return async () => tokenForm(auth.tokenUrl, { grant_type: 'client_credentials' }, auth);
}
