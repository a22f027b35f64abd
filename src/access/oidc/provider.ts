import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';

/** Keys are asked for again after this, milliseconds. */
const KEYS_FRESH_MS = 600_000;

/** While the provider does not answer, its earlier keys are used for this long, milliseconds. */
const KEYS_BELIEVED_MS = 24 * 3_600_000;

/** The shortest time between two requests for keys, whatever key ids callers invent, milliseconds. */
const ASK_AGAIN_MS = 10_000;

/** If the provider's clock differs from ours by more, valid tokens look expired, milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** Fetches a JSON document. @throws Error that says what came instead. */
export type FetchJson = (url: string) => Promise<{ body: unknown; date: number | null }>;

/** The identity provider's keys. They are fetched when a token needs them, and are kept during an outage. */
export class OidcProvider {
  /** Why its keys cannot be fetched, or what is wrong with its clock; `null`: nothing. */
  trouble: string | null = null;
  private keys: { fetchedAt: number; of: JWTVerifyGetKey; ids: ReadonlySet<string> } | null = null;
  private askedAt = -Infinity;
  private asking: Promise<void> | null = null;

  constructor(
    private readonly issuer: string,
    private readonly fetchJson: FetchJson,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * The keys to verify a token with.
   *
   * @param kid the id of the key that signed the token, where it names one
   * @returns `null` where no keys are known, since the provider has not answered
   */
  async keysFor(kid: string | undefined): Promise<JWTVerifyGetKey | null> {
    const age = this.keys === null ? Infinity : this.clock.monotonic() - this.keys.fetchedAt;
    const unknown = kid !== undefined && this.keys?.ids.has(kid) === false;
    if (age > KEYS_FRESH_MS || unknown) await this.ask();
    if (this.keys === null || this.clock.monotonic() - this.keys.fetchedAt > KEYS_BELIEVED_MS) return null;
    return this.keys.of;
  }

  /** All callers wait for the same request. */
  private ask(): Promise<void> {
    if (this.clock.monotonic() - this.askedAt < ASK_AGAIN_MS && this.asking === null)
      return Promise.resolve();
    this.asking ??= this.fetchKeys().finally(() => (this.asking = null));
    return this.asking;
  }

  private async fetchKeys(): Promise<void> {
    this.askedAt = this.clock.monotonic();
    try {
      const discovered = await this.fetchJson(discoveryUrl(this.issuer));
      const { body, date } = await this.fetchJson(jwksUriOf(discovered.body, this.issuer));
      const set = keySet(body);
      const ids = new Set(set.keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : [])));
      this.keys = { fetchedAt: this.clock.monotonic(), of: createLocalJWKSet(set), ids };
      this.tell(date === null ? null : clockTrouble(date - this.clock.now()));
    } catch (error) {
      this.tell(`the keys of OIDC_ISSUER cannot be fetched: ${describeError(error).message}`);
    }
  }

  private tell(trouble: string | null): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    if (trouble === null) this.log.info('oidc_provider_available', { issuer: this.issuer });
    else this.log.error('oidc_provider_trouble', { issuer: this.issuer, reason: trouble });
  }
}

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

function jwksUriOf(document: unknown, issuer: string): string {
  const { issuer: named, jwks_uri: uri } = (document ?? {}) as Record<string, unknown>;
  if (named !== issuer) throw new Error('its discovery document names another issuer');
  if (typeof uri !== 'string' || !URL.canParse(uri))
    throw new Error('its discovery document has no jwks_uri');
  return uri;
}

function keySet(body: unknown): JSONWebKeySet {
  const { keys } = (body ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('its key set has no keys');
  return { keys };
}

function clockTrouble(aheadMs: number): string | null {
  if (Math.abs(aheadMs) <= CLOCK_DIFFERENCE_MS) return null;
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of OIDC_ISSUER`;
}
