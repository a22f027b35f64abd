import type { CxoneAuth } from '../config/cxone-auth-config.js';
import type { Send } from '../outbound/http-sender.js';
import type { Clock } from '../runtime/clock.js';
import { accessKeyGrant } from './access-key.grant.js';
import { clientCredentialsGrant } from './client-credentials.grant.js';
import { passwordGrant } from './password.grant.js';
import { TOKEN_TIMEOUT_MS } from './token-client.js';
import type { TokenGrant } from './token-form.js';
import { TokenDiscovery } from './token-discovery.js';

/** The grant of the configured mode. */
export function tokenGrant(auth: CxoneAuth, send: Send, clock: Clock): TokenGrant {
  switch (auth.mode) {
    case 'client_credentials':
      return clientCredentialsGrant(auth);
    case 'access_key':
      return accessKeyGrant(auth);
    case 'password': {
      const discovery = new TokenDiscovery(auth.discoveryUrl, send, clock, TOKEN_TIMEOUT_MS);
      return passwordGrant(auth, async () => auth.tokenUrl ?? (await discovery.endpoint()));
    }
  }
}
