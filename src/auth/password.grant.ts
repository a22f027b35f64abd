import type { CxoneAuth } from '../config/cxone-auth-config.js';
import { tokenForm, type TokenGrant } from './token-form.js';

/**
 * The password grant (RFC 6749, section 4.3) with an access key, as NICE documents it for a back end.
 *
 * @param endpoint returns the address of the token endpoint, which discovery may have to find
 */
export function passwordGrant(
  auth: Extract<CxoneAuth, { mode: 'password' }>,
  endpoint: () => Promise<string>,
): TokenGrant {
  const { id, secret } = auth.accessKey;
  return async () =>
    tokenForm(await endpoint(), { grant_type: 'password', username: id, password: secret }, auth);
}
