import * as client from 'openid-client';
import type { OidcConfig, SignInConfig } from '../../config/oidc-config.js';
import type { Clock } from '../../runtime/clock.js';
import { refusal, type Caller, type Refusal } from '../caller.js';
import type { Role } from '../../domain/access/role.js';
import { Sealer } from '../session/sealed-text.js';
import { personName, roleOf } from './claims.js';
import { clientsOf, isOtherWayWanted } from './clients-of.js';
import { localPath } from './local-path.js';
import type { OidcProvider } from './provider.js';
import { SignInError, signInError } from './sign-in-errors.js';

/** A person who returns from the provider later must begin again, seconds. */
export const SIGN_IN_LIFE_S = 600;

/** Where people begin to sign in. */
export const SIGN_IN_PATH = '/api/v1/session/sign-in';

/** The path to which the provider sends people back. */
const CALLBACK_PATH = '/api/v1/session/callback';

const BEGIN_AGAIN =
  'This browser has no such sign-in under way: it took longer than ten minutes, was begun in another browser or ' +
  'under another address, or has ended already.';

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** A sign-in that has begun: the address for the browser, and the sealed cookie that it carries until it returns. */
export interface SignInBegun {
  url: string;
  sealed: string;
}

/** A sign-in that has come back. `returnTo`: the page that the person was on, a path of this service. */
export interface SignInEnded {
  caller: Caller | Refusal;
  returnTo: string;
}

/**
 * Signs people in by the authorization code flow with PKCE. What is under way is kept in a sealed cookie alone, so it may
 * begin on one replica and end on another. The cookie ties it to the browser in which it began.
 */
export class SignIn {
  private readonly sealer: Sealer;

  constructor(
    private readonly oidc: OidcConfig,
    private readonly own: SignInConfig,
    secrets: readonly string[],
    private readonly provider: OidcProvider,
    private readonly fetch: client.CustomFetch,
    private readonly clock: Clock,
  ) {
    this.sealer = new Sealer(secrets, 'sign-in');
  }

  /**
   * @param returnTo a path of this service; anything else counts as `/`
   * @throws SignInError `unavailable` where the provider does not answer as one.
   */
  async begin(returnTo: string | undefined): Promise<SignInBegun> {
    const [configuration] = await this.clients();
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(configuration!, {
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
   * @param query of the callback's address, with its question mark, as it came
   * @param sealed what the browser's cookie kept since `begin`; `undefined`: it has none
   * @throws SignInError where nobody is signed in.
   */
  async end(query: string, sealed: string | undefined): Promise<SignInEnded> {
    const claims = sealed === undefined ? null : await this.sealer.open(sealed, this.clock.now());
    const { verifier, state, nonce, returnTo } = (claims ?? {}) as Record<string, string | undefined>;
    const ours = state !== undefined && new URLSearchParams(query).get('state') === state;
    if (!ours || verifier === undefined || nonce === undefined)
      throw new SignInError('begin_again', BEGIN_AGAIN);
    const person = await this.personOf(query, { verifier, state, nonce });
    const role = this.roleIn(person);
    const name = personName(person);
    const caller: Caller | Refusal =
      role === null ? refusal('no_role', name) : { name, kind: 'oidc', role, expiresAt: null };
    return { caller, returnTo: localPath(returnTo) };
  }

  /** The claims of the ID token. Where they name no role, those of userinfo too: some providers name roles there alone. */
  private async personOf(
    query: string,
    { verifier, state, nonce }: Record<'verifier' | 'state' | 'nonce', string>,
  ): Promise<Record<string, unknown>> {
    const clients = await this.clients();
    const callback = new URL(`${this.own.publicUrl}${CALLBACK_PATH}${query}`);
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    try {
      const { configuration, tokens } = await grantBy(clients, callback, checks);
      const claims = tokens.claims()!;
      const complete = this.roleIn(claims) !== null;
      if (complete || configuration.serverMetadata().userinfo_endpoint === undefined) return { ...claims };
      const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { ...more, ...claims };
    } catch (error) {
      throw signInError(error, this.provider.trouble);
    }
  }

  private roleIn(claims: object): Role | null {
    return roleOf({ ...claims }, this.oidc.rolesClaim, this.oidc.roles);
  }

  /** @returns one or more */
  private async clients(): Promise<client.Configuration[]> {
    try {
      const clients = clientsOf(await this.provider.discovered(), this.own, this.fetch, this.clock);
      if (clients.length === 0) throw new Error('it takes no client secret');
      return clients;
    } catch (error) {
      throw signInError(error, this.provider.trouble);
    }
  }
}

/** A code is spent only by a client that the provider has recognised, so the next way may try it again. */
async function grantBy(
  [configuration, ...others]: client.Configuration[],
  callback: URL,
  checks: client.AuthorizationCodeGrantChecks,
): Promise<{ configuration: client.Configuration; tokens: Tokens }> {
  try {
    const tokens = await client.authorizationCodeGrant(configuration!, callback, {
      ...checks,
      idTokenExpected: true,
    });
    return { configuration: configuration!, tokens };
  } catch (error) {
    if (others.length === 0 || !isOtherWayWanted(error)) throw error;
    return grantBy(others, callback, checks);
  }
}
