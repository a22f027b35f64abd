import type { CxoneApi, CxoneConfig } from '../config/cxone-config.js';
import { TransientError } from '../domain/failure.js';
import type { Clock } from '../runtime/clock.js';
import { failIfBusy } from './busy-error.js';
import type { HttpAnswer, Send } from '../outbound/http-sender.js';

export interface IssuedToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

const TOKEN_PATH = '/api/v2/oauth/token';
const SCOPE = 'data-actions:read data-actions:write';
const WHAT = 'the token endpoint of CXone';

/** RFC 6749, section 5.2. Nothing else of a refusal is shown: a server may echo what it was sent. */
const OAUTH_ERRORS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** Asks CXone for an access token by client credentials (contract, section 4). */
export class TokenClient {
  readonly #api: CxoneApi;

  constructor(
    api: CxoneApi,
    private readonly limits: Pick<CxoneConfig, 'tokenTimeoutMs' | 'retryAfterCapMs'>,
    private readonly send: Send,
    private readonly clock: Clock,
  ) {
    this.#api = api;
  }

  /**
   * @throws TransientError for whatever goes wrong, BusyError for 429 and 503. A refused client is transient as
   * well: the event is not at fault, and passes once the credentials are right.
   */
  readonly fetch = async (): Promise<IssuedToken> => {
    // The life of a token counts from before the request: it may have taken its time.
    const requestedAt = this.clock.now();
    const { baseUrl, clientId, clientSecret } = this.#api;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: SCOPE,
    });
    const headers = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await this.send(
      { method: 'POST', url: baseUrl + TOKEN_PATH, headers, body: form.toString() },
      { timeoutMs: this.limits.tokenTimeoutMs },
    );
    failIfBusy(answer, WHAT, { now: this.clock.now(), capMs: this.limits.retryAfterCapMs });
    if (answer.status !== 200) throw refused(answer);
    const { access_token: token, expires_in: lifeS } = membersOf(answer.body);
    const life = typeof lifeS === 'string' ? Number(lifeS) : lifeS;
    // What is no visible ASCII cannot stand in a header.
    if (
      typeof token !== 'string' ||
      !/^[\x21-\x7e]+$/.test(token) ||
      typeof life !== 'number' ||
      !(life > 0)
    ) {
      throw new TransientError('upstream_error', `${WHAT} answered without a usable token`);
    }
    return { token, expiresAt: requestedAt + life * 1_000 };
  };
}

function refused({ status, body }: HttpAnswer): TransientError {
  const { error } = membersOf(body);
  const why = typeof error === 'string' && OAUTH_ERRORS.has(error) ? ` (${error})` : '';
  return new TransientError('upstream_error', `${WHAT} answered HTTP ${status}${why}`);
}

/** The members of a JSON object; none where the text is none. */
function membersOf(body: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
