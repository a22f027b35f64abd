import * as client from 'openid-client';
import type { Clock } from '../../runtime/clock.js';
import { refusal, type Caller, type Refusal } from '../caller.js';
import { Sealer } from '../session/sealed-text.js';
import { nameOf, roleOf } from './claims.js';
import type { OidcConfig, SignInConfig } from '../../config/oidc-config.js';

/** A person who returns from the provider later must begin again, seconds. */
export const SIGN_IN_LIFE_S = 600;

/** The path to which the provider sends people back. */
export const CALLBACK_PATH = '/api/v1/session/callback';

/** A sign-in that has begun: the address for the browser, and the sealed cookie that it carries until it returns. */
export interface SignInBegun {
  url: string;
  sealed: string;
}

/** A finished sign-in. `returnTo`: the page that the person was on. */
export interface SignInEnded {
  caller: Caller | Refusal;
  returnTo: string;
}

/** The provider cannot be used; the message says why, for people. */
export class SignInUnavailable extends Error {
  override readonly name = 'SignInUnavailable';
}

/**
 * Signs people in by the authorization code flow with PKCE. The state of a sign-in is kept in a sealed cookie alone.
 */
export class SignIn {
  private readonly sealer: Sealer;
  private configuration: Promise<client.Configuration> | null = null;

  constructor(
    private readonly oidc: OidcConfig,
    private readonly own: SignInConfig,
    secrets: readonly string[],
    private readonly clock: Clock,
    private readonly options: client.DiscoveryRequestOptions,
  ) {
    this.sealer = new Sealer(secrets, 'sign-in');
  }

  /**
   * @param returnTo a path of this service
   * @throws SignInUnavailable where the provider does not answer as one.
   */
  async begin(returnTo: string): Promise<SignInBegun> {
    const configuration = await this.discover();
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: `${this.own.publicUrl}${CALLBACK_PATH}`,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const claims = { verifier, state, nonce, returnTo: localPath(returnTo) };
    return { url: url.href, sealed: await this.sealer.seal(claims, this.clock.now(), SIGN_IN_LIFE_S) };
  }

  /**
   * @param query of the callback's address, as it came
   * @param sealed what `begin` gave the browser
   * @throws SignInUnavailable where the provider does not answer as one.
   */
  async end(query: string, sealed: string): Promise<SignInEnded> {
    const claims = await this.sealer.open(sealed, this.clock.now());
    const { verifier, state, nonce, returnTo } = (claims ?? {}) as Record<string, string | undefined>;
    if (verifier === undefined || state === undefined || nonce === undefined) {
      return { caller: refusal('malformed'), returnTo: '/' };
    }
    const configuration = await this.discover();
    const url = new URL(`${this.own.publicUrl}${CALLBACK_PATH}${query}`);
    let tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>;
    try {
      tokens = await client.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
    } catch (error) {
      if (isRefused(error)) return { caller: refusal('unknown'), returnTo: localPath(returnTo) };
      throw unavailable(error);
    }
    const person = tokens.claims()!;
    const role =
      this.roleIn(person) ?? this.roleIn(await userInfo(configuration, tokens.access_token, person.sub));
    const name = nameOf(person);
    const caller: Caller | Refusal =
      role === null ? refusal('no_role', name) : { name, kind: 'oidc', role, expiresAt: null };
    return { caller, returnTo: localPath(returnTo) };
  }

  private roleIn(claims: object) {
    return roleOf(claims as Record<string, unknown>, this.oidc.rolesClaim, this.oidc.roles);
  }

  /** A failed discovery is tried again at the next sign-in. */
  private async discover(): Promise<client.Configuration> {
    this.configuration ??= client.discovery(
      new URL(this.oidc.issuer),
      this.own.clientId,
      this.own.clientSecret,
      undefined,
      this.options,
    );
    try {
      return await this.configuration;
    } catch (error) {
      this.configuration = null;
      throw unavailable(error);
    }
  }
}

/** Some providers name roles there alone. */
async function userInfo(
  configuration: client.Configuration,
  token: string,
  subject: string,
): Promise<object> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return client.fetchUserInfo(configuration, token, subject).catch(() => ({}));
}

/** The provider or the person said no, or the answer belongs to another sign-in. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError ||
    (error instanceof client.ClientError &&
      error.code !== 'OAUTH_HTTP_REQUEST_FAILED' &&
      error.cause === undefined)
  );
}

function unavailable(error: unknown): SignInUnavailable {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SignInUnavailable(`The identity provider (OIDC_ISSUER) gave no usable answer: ${reason}`);
}

/** Only a path of this service is accepted, so that a sign-in cannot redirect to another site. */
export function localPath(text: string | undefined): string {
  return text !== undefined && /^\/(?![/\\])[^\p{Cc}]*$/u.test(text) ? text : '/';
}
