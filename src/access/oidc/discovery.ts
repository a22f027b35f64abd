import type { ServerMetadata } from 'openid-client';

/** What the provider says of itself, as far as it is used here. */
export interface Discovered extends ServerMetadata {
  jwks_uri: string;
}

/** A text of the provider in a message is cut to this. */
const MAX_SHOWN = 200;

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * Checks a discovery document. The issuer must be the one that was asked for (a slash at its end aside, which some
 * providers write and others do not): otherwise one tenant of a provider could speak for another one.
 *
 * @param issuer as it is configured
 * @throws Error that says what is wrong with it.
 */
export function discoveredIn(document: unknown, issuer: string): Discovered {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('its discovery document is no JSON object');
  const named: unknown = 'issuer' in document ? document.issuer : undefined;
  if (typeof named !== 'string' || withoutSlash(named) !== withoutSlash(issuer))
    throw new Error(`its discovery document names another issuer: ${shown(named)}`);
  const uri: unknown = 'jwks_uri' in document ? document.jwks_uri : undefined;
  if (typeof uri !== 'string' || !URL.canParse(uri))
    throw new Error('its discovery document has no jwks_uri');
  const { protocol } = new URL(uri);
  if (protocol !== 'https:' && protocol !== new URL(issuer).protocol)
    throw new Error('the jwks_uri of its discovery document is not https');
  return { ...document, issuer: named, jwks_uri: uri };
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, '');
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_SHOWN) : 'none';
}
