import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { discoveredIn, discoveryUrl, type Discovered } from './discovery.js';

/** The provider's documents are asked for again after this, milliseconds. A key that it withdrew counts so long. */
const FRESH_MS = 600_000;

/** While the provider does not answer, its earlier keys are used for this long, milliseconds. */
const USABLE_MS = 24 * 3_600_000;

/** The shortest time between two requests to the provider, whatever key ids callers invent, milliseconds. */
const ASK_AGAIN_MS = 10_000;

/** While the provider does not answer, it is asked again after this, milliseconds. */
const RECOVERY_MS = 30_000;

/** If the provider's clock differs from ours by more, valid tokens look expired, milliseconds. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** Fetches a JSON document. `date`: when the provider says that it answered, milliseconds since the epoch. */
export type FetchJson = (url: string) => Promise<{ body: unknown; date: number | null }>;

/** The provider's latest documents. `at`: when they came, by the monotonic clock. */
interface Told {
  at: number;
  discovered: Discovered;
  keys: JWTVerifyGetKey;
  ids: ReadonlySet<string>;
}

/** The keys to verify tokens with, and the issuer as its tokens write it. */
export interface ProviderKeys {
  keys: JWTVerifyGetKey;
  issuer: string;
}

/** The identity provider: its addresses and its keys. Both are kept fresh, and the keys are kept during an outage. */
export class OidcProvider {
  private told: Told | null = null;
  private failure: string | null = null;
  private clockTrouble: string | null = null;
  private askedAt = -Infinity;
  private asking: Promise<void> | null = null;
  private running = false;
  private cancel: () => void = () => {};

  constructor(
    private readonly issuer: string,
    private readonly fetchJson: FetchJson,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Why its keys cannot be fetched, or what is wrong with its clock; `null`: nothing. */
  get trouble(): string | null {
    return this.failure ?? this.clockTrouble;
  }

  /** Asks the provider now and at intervals, so that trouble is known before somebody calls. Nothing waits for it. */
  start(): void {
    this.running = true;
    const again = () => {
      if (!this.running) return;
      const delay = this.failure === null ? FRESH_MS : RECOVERY_MS;
      this.cancel = this.clock.after(delay, () => this.start());
    };
    void this.ask().then(again);
  }

  /** Ends what `start` began. */
  stop(): void {
    this.running = false;
    this.cancel();
  }

  /**
   * The keys to verify a token with. Known keys are used while the provider is asked for new ones: a provider that hangs
   * delays no token whose key is known.
   *
   * @param kid the id of the key that signed the token, where it names one
   * @returns `null` where no keys are known, since the provider has not answered
   */
  async keysFor(kid: string | undefined): Promise<ProviderKeys | null> {
    const unknown = kid !== undefined && this.told?.ids.has(kid) === false;
    if (this.ageMs > USABLE_MS || unknown) await this.ask();
    else if (this.ageMs > FRESH_MS) void this.ask();
    if (this.told === null || this.ageMs > USABLE_MS) return null;
    return { keys: this.told.keys, issuer: this.told.discovered.issuer };
  }

  /**
   * The provider's addresses. They are for signing in, so the provider must have answered within ten seconds.
   *
   * @throws Error that says why it cannot be used.
   */
  async discovered(): Promise<Discovered> {
    if (this.ageMs > ASK_AGAIN_MS) await this.ask();
    if (this.failure !== null || this.told === null) throw new Error(this.failure ?? 'it was not asked yet');
    return this.told.discovered;
  }

  private get ageMs(): number {
    return this.told === null ? Infinity : this.clock.monotonic() - this.told.at;
  }

  /** All callers wait for the same request. */
  private ask(): Promise<void> {
    const askedMs = this.clock.monotonic() - this.askedAt;
    if (this.asking === null && askedMs < ASK_AGAIN_MS) return Promise.resolve();
    this.asking ??= this.fetch().finally(() => (this.asking = null));
    return this.asking;
  }

  private async fetch(): Promise<void> {
    this.askedAt = this.clock.monotonic();
    const before = this.trouble;
    try {
      const discovered = discoveredIn((await this.fetchJson(discoveryUrl(this.issuer))).body, this.issuer);
      const { body, date } = await this.fetchJson(discovered.jwks_uri);
      const set = keySet(body);
      const ids = new Set(set.keys.flatMap(({ kid }) => (typeof kid === 'string' ? [kid] : [])));
      this.told = { at: this.clock.monotonic(), discovered, keys: createLocalJWKSet(set), ids };
      this.failure = null;
      this.clockTrouble = date === null ? null : clockTroubleOf(date - this.clock.now());
    } catch (error) {
      this.failure = `the keys of OIDC_ISSUER cannot be fetched: ${describeError(error).error}`;
    }
    if (this.trouble !== before) this.tell();
  }

  private tell(): void {
    const { issuer, trouble } = this;
    if (trouble === null) this.log.info('oidc_provider_available', { issuer });
    else this.log.error('oidc_provider_trouble', { issuer, reason: trouble });
  }
}

function keySet(body: unknown): JSONWebKeySet {
  const { keys } = (body ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('its key set has no keys');
  return { keys };
}

function clockTroubleOf(aheadMs: number): string | null {
  if (Math.abs(aheadMs) <= CLOCK_DIFFERENCE_MS) return null;
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of OIDC_ISSUER`;
}
