import { PermanentError } from '../domain/letter/failure.js';
import { NoAnswer } from '../outbound/upstream-failure.js';
import { BusyError } from './busy-error.js';
import { TokenRefusal } from './token-refusal.js';

/** What to do about each refusal of RFC 6749, section 5.2. */
const OAUTH: Record<string, string> = {
  invalid_client:
    'the client is unknown, or its secret is wrong: check CXONE_CLIENT_ID and CXONE_CLIENT_SECRET ' +
    '(with access_key CXONE_ACCESS_KEY_ID and _SECRET), then CXONE_CLIENT_AUTH=basic or body',
  invalid_grant:
    'the access key is not accepted: check CXONE_ACCESS_KEY_ID and CXONE_ACCESS_KEY_SECRET, and that the key and ' +
    'its user are active in CXone',
  unauthorized_client:
    'the client may not use this grant: choose another CXONE_AUTH_MODE, or let NICE enable the grant for it',
  unsupported_grant_type:
    'the endpoint does not support this grant: check CXONE_AUTH_MODE and CXONE_TOKEN_URL',
  invalid_scope:
    'this client does not have the scope: set CXONE_TOKEN_PARAMS=scope=<its scope>, or scope= to send none',
  invalid_request:
    'the endpoint expects other parameters: check CXONE_AUTH_MODE, CXONE_CLIENT_AUTH and ' +
    'CXONE_TOKEN_PARAMS',
};

/** Advice by error codes of Node and OpenSSL. */
const NETWORK: ReadonlyArray<readonly [codes: RegExp, advice: string]> = [
  [/^(?:ENOTFOUND|EAI_)/, 'the host name cannot be resolved: check the address, and DNS on this machine'],
  [/^ERR_PROXY_HTTP_407$/, 'the proxy requires credentials: put them into HTTPS_PROXY or HTTP_PROXY'],
  [
    /^ERR_PROXY_/,
    'the proxy did not connect to the host: check HTTPS_PROXY, NO_PROXY and the rules of the proxy',
  ],
  [/^ECONNREFUSED$/, 'nothing listens at this address: check the host and the port'],
  [/^(?:ETIMEDOUT|ECONNABORTED)$/, 'no answer came in time: a firewall may drop the packets'],
  [
    /^(?:ECONNRESET|EPIPE)$/,
    'the connection was cut: a proxy or firewall may be in between, or the address needs https instead of http',
  ],
  [
    /^(?:CERT_NOT_YET_VALID|CERT_HAS_EXPIRED)$/,
    'the certificate is not valid at this time: check the clock of this machine first, then the certificate',
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'the certificate is for another host: check the name in the address'],
  [
    /CERT|^UNABLE_TO|^SELF_SIGNED|^DEPTH_ZERO/,
    'the certificate is not trusted: where a company proxy issues its own, set NODE_EXTRA_CA_CERTS to the file of its authority',
  ],
  [/^(?:EPROTO|ERR_SSL)/, 'the server does not speak TLS at this port: check http or https, and the port'],
];

/** One sentence that says what to do when no token came. It holds no secret. */
export function tokenAdvice(error: unknown): string {
  if (error instanceof NoAnswer) {
    const found = NETWORK.find(([codes]) => codes.test(error.networkCode));
    return found?.[1] ?? 'the network failed: check the address, and whether this machine may connect to it';
  }
  if (error instanceof BusyError) return 'CXone limits the rate of requests: wait, then try again';
  if (error instanceof TokenRefusal) return refusalAdvice(error);
  if (error instanceof PermanentError) return 'check the address';
  return 'this is a fault of this service';
}

function refusalAdvice({ status, oauthError, flaw }: TokenRefusal): string {
  if (flaw === 'not_json') {
    return 'a web page answered instead of the token endpoint: check CXONE_BASE_URL and CXONE_TOKEN_URL';
  }
  if (flaw === 'no_token' || flaw === 'too_long' || flaw === 'long_token') {
    return 'the answer is not that of a token endpoint: check CXONE_TOKEN_URL';
  }
  if (flaw === 'no_endpoint') return 'set CXONE_TOKEN_URL to the token endpoint itself';
  if (oauthError !== null) return OAUTH[oauthError] ?? '';
  if (status === 404 || status === 405) {
    return (
      'there is no token endpoint at this path: try CXONE_TOKEN_URL=/oauth/token, /oauth2/token or ' +
      '/api/v2/oauth/token, or CXONE_AUTH_MODE=password, which discovers it'
    );
  }
  if (status >= 300 && status <= 399) {
    return 'redirections are not followed: set CXONE_BASE_URL or CXONE_TOKEN_URL to the address that it leads to';
  }
  if (status === 401 || status === 403) {
    return `the credentials are not accepted, or this machine's address is not allowed: ${OAUTH.invalid_client}`;
  }
  if (status >= 500) return 'CXone itself failed: try again later';
  return OAUTH.invalid_request ?? '';
}
