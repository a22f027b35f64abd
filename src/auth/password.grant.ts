import type { CxoneAuth } from '../config/cxone-auth-config.js';
import { tokenForm, type TokenGrant } from './token-form.js';

/**
 * A back end with an access key, as NICE documents it: the password grant of RFC 6749, section 4.3.
 *
 * @param endpoint where tokens are; it may have to be asked for
 */
export function passwordGrant(
  auth: Extract<CxoneAuth, { mode: 'password' }>,
  endpoint: () => Promise<string>,
): TokenGrant {
  const { id, secret } = auth.accessKey;
  return async () =>
    tokenForm(await endpoint(), { grant_type: 'password', username: id, password: secret }, auth);
}
