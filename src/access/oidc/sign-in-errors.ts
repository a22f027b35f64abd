import * as client from 'openid-client';

/** Why somebody could not sign in. The message is a sentence for that person, and holds no secret. */
export class SignInError extends Error {
  override readonly name = 'SignInError';

  /**
   * @param kind `begin_again`: this browser has no such sign-in under way; `refused`: the provider or its answer says no;
   *   `unavailable`: the provider, or what is configured of it, does not work
   */
  constructor(
    readonly kind: 'begin_again' | 'refused' | 'unavailable',
    message: string,
  ) {
    super(message);
  }
}

/** Words that the provider chose are cut to this. */
const MAX_SHOWN = 200;

/** The provider knows our address or our secret otherwise than they are configured (RFC 6749, section 5.2). */
const MISCONFIGURED = ['invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_scope'];

/** openid-client's codes for an answer that came and does not hold: another issuer, nonce or audience, another time. */
const NOT_ACCEPTED = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
];

/**
 * What openid-client's error means to the person who signs in.
 *
 * @param trouble what is known to be wrong with the provider, such as its clock
 */
export function signInError(error: unknown, trouble: string | null): SignInError {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError) {
    const said = [error.error, error.error_description].filter((text) => text !== undefined).join(': ');
    if (!MISCONFIGURED.includes(error.error))
      return new SignInError('refused', `The identity provider refused to sign you in (${shown(said)}).`);
    return new SignInError(
      'unavailable',
      `The identity provider does not accept this service (${shown(said)}): check OIDC_CLIENT_ID, ` +
        'OIDC_CLIENT_SECRET and the redirect address that is registered for them.',
    );
  }
  const reason = reasonOf(error);
  if (error instanceof client.ClientError && NOT_ACCEPTED.includes(error.code ?? '')) {
    const more = trouble === null ? '' : ` (${trouble})`;
    return new SignInError('refused', `The identity provider's answer was not accepted: ${reason}${more}.`);
  }
  return new SignInError(
    'unavailable',
    `The identity provider (OIDC_ISSUER) gave no usable answer: ${reason}.`,
  );
}

/** openid-client wraps the network's own error, which says more. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return shown(cause instanceof Error ? cause.message : 'an unknown error');
}

function shown(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_SHOWN);
}
