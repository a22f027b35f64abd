import type { OAuthClient } from '../config/cxone-auth-config.js';
import type { HttpRequest } from '../outbound/http-sender.js';

/** Makes the request for a token. The request holds the credentials, so it is never logged. */
export type TokenGrant = () => Promise<HttpRequest>;

/** A form that asks for a token, with the client in it or beside it. */
export function tokenForm(
  url: string,
  fields: Record<string, string>,
  {
    client,
    scope,
    params,
  }: { client: OAuthClient; scope: string; params: Iterable<readonly [string, string]> },
): HttpRequest {
  const form = new URLSearchParams(fields);
  if (client.auth === 'body') {
    form.set('client_id', client.id);
    form.set('client_secret', client.secret);
  }
  if (scope !== '') form.set('scope', scope);
  for (const [name, value] of params) form.append(name, value);
  return {
    method: 'POST',
    url,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(client.auth === 'basic' ? { Authorization: basic(client) } : {}),
    },
    body: form.toString(),
  };
}

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
function basic({ id, secret }: OAuthClient): string {
  const encoded = [id, secret].map((text) => new URLSearchParams({ v: text }).toString().slice(2));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}
