import type { Config } from '../../config/config.js';
import type { HttpSender } from '../../outbound/http-sender.js';
import { openSender } from '../../outbound/open-sender.js';
import type { Clock } from '../../runtime/clock.js';
import { healthOf, type Health } from '../../runtime/health-checks.js';
import type { Log } from '../../runtime/logger.js';
import { OidcProvider } from './provider.js';
import { fetchJsonBy, PROVIDER_SOCKETS, providerFetch } from './provider-calls.js';
import { SignIn } from './sign-in.js';
import { TokenVerifier } from './token-verifier.js';

export interface OidcParts {
  config: Pick<Config, 'access' | 'proxies'>;
  clock: Clock;
  log: Log;
}

/** What the identity provider is needed for. */
export class OidcAccess {
  /**
   * @param signIn `null`: people cannot sign in, since OIDC_CLIENT_ID is not set
   */
  constructor(
    readonly tokens: TokenVerifier,
    readonly signIn: SignIn | null,
    private readonly provider: OidcProvider,
    private readonly sender: HttpSender,
  ) {}

  /** Asks the provider from now on. Nothing waits for it: the service starts without it, too. */
  start(): void {
    this.provider.start();
  }

  stop(): void {
    this.provider.stop();
    this.sender.close();
  }

  /** `degraded` while the provider is away: keys of the service work, and tokens by the keys that it gave before. */
  health(): Health {
    return healthOf(this.provider.trouble);
  }
}

/**
 * The provider that OIDC_ISSUER names; `null`: none. It is called as CXone is: through the proxies, at any address, since
 * only who configures the service names it, and a company's own provider is at a private one.
 */
export function openOidc({ config: { access, proxies }, clock, log }: OidcParts): OidcAccess | null {
  const oidc = access?.oidc ?? null;
  if (access === null || oidc === null) return null;
  const sender = openSender(clock, {
    what: 'the identity provider',
    maxSockets: PROVIDER_SOCKETS,
    proxies,
    publicOnly: false,
  });
  const provider = new OidcProvider(oidc.issuer, fetchJsonBy(sender.send), clock, log);
  const { signIn: own } = oidc;
  const secrets = access.session?.secrets ?? [];
  const fetch = providerFetch(sender.send);
  const signIn = own && new SignIn(oidc, own, secrets, provider, fetch, clock);
  return new OidcAccess(new TokenVerifier(oidc, provider, clock), signIn, provider, sender);
}
