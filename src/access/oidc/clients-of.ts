import * as client from 'openid-client';
import type { SignInConfig } from '../../config/oidc-config.js';
import type { Clock } from '../../runtime/clock.js';
import type { Discovered } from './discovery.js';

/** How the client's secret can be sent, the way that works with most providers first. */
const WAYS = [
  { method: 'client_secret_post', authentication: client.ClientSecretPost },
  { method: 'client_secret_basic', authentication: client.ClientSecretBasic },
];

/**
 * openid-client for a provider whose addresses are known, once for each way in which the provider takes the client's
 * secret. Which of them is registered for the client is not in the discovery document.
 */
export function clientsOf(
  provider: Discovered,
  { clientId, clientSecret }: SignInConfig,
  fetch: client.CustomFetch,
  clock: Clock,
): client.Configuration[] {
  // Without the field it is this one (OpenID Connect Discovery, section 3).
  const methods = provider.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const skewS = Math.round((clock.now() - Date.now()) / 1_000);
  return WAYS.filter(({ method }) => methods.includes(method)).map(({ authentication }) => {
    const metadata = { [client.clockSkew]: skewS };
    const configuration = new client.Configuration(
      provider,
      clientId,
      metadata,
      authentication(clientSecret),
    );
    configuration[client.customFetch] = fetch;
    if (new URL(provider.issuer).protocol === 'http:') client.allowInsecureRequests(configuration);
    return configuration;
  });
}

/** Whether the provider refused the way in which the client's secret was sent, or the secret itself. */
export function isOtherWayWanted(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && error.error === 'invalid_client';
}
