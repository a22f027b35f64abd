import type { CxoneAuth } from '../config/cxone-auth-config.js';
import type { TokenGrant } from './token-form.js';

/** A grant by an access key alone, for older clusters of CXone: JSON, and no OAuth client. */
export function accessKeyGrant(auth: Extract<CxoneAuth, { mode: 'access_key' }>): TokenGrant {
  const { id, secret } = auth.accessKey;
  return async () => ({
    method: 'POST',
    url: auth.tokenUrl,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify({ accessKeyId: id, accessKeySecret: secret }),
  });
}
