import type { Send } from '../outbound/http-sender.js';
import type { Clock } from '../runtime/clock.js';
import { jsonMembers, TokenRefusal } from './token-refusal.js';

/** How long a discovered endpoint is used, milliseconds. NICE may move a cluster, but not often. */
export const DISCOVERY_TTL_MS = 3_600_000;

/** Characters of an address. */
const MAX_URL_LENGTH = 2_048;

const WHAT = 'the discovery document of CXone';

/** Finds the token endpoint by OpenID discovery (https://openid.net/specs/openid-connect-discovery-1_0.html). */
export class TokenDiscovery {
  private found: { endpoint: string; until: number } | undefined;

  constructor(
    private readonly url: string,
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {}

  /** @throws TokenRefusal where the document cannot be used; what `send` throws. A failure is not kept. */
  async endpoint(): Promise<string> {
    if (this.found !== undefined && this.clock.monotonic() < this.found.until) return this.found.endpoint;
    const headers = { Accept: 'application/json' };
    const { status, body } = await this.send(
      { method: 'GET', url: this.url, headers },
      { timeoutMs: this.timeoutMs },
    );
    if (status !== 200) throw new TokenRefusal(WHAT, { status });
    const members = jsonMembers(body);
    const endpoint = members?.token_endpoint;
    if (typeof endpoint !== 'string' || !this.isTrusted(endpoint)) {
      throw new TokenRefusal(WHAT, { status, flaw: members === null ? 'not_json' : 'no_endpoint' });
    }
    this.found = { endpoint, until: this.clock.monotonic() + DISCOVERY_TTL_MS };
    return endpoint;
  }

  /** The credentials go to this endpoint, so a document that came by https must not name an http endpoint. */
  private isTrusted(endpoint: string): boolean {
    if (endpoint.length > MAX_URL_LENGTH || !URL.canParse(endpoint)) return false;
    const { protocol, username, password } = new URL(endpoint);
    if (username !== '' || password !== '') return false;
    return protocol === 'https:' || (protocol === 'http:' && this.url.startsWith('http:'));
  }
}
