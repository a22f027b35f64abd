import { isFailure, type ErrorCode } from '../domain/letter/failure.js';
import type { Send } from '../outbound/http-sender.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import { failIfBusy } from './busy-error.js';
import type { TokenGrant } from './token-form.js';
import { tokenLifeMs } from './token-life.js';
import { jsonMembers, MAX_TOKEN_LENGTH, TokenRefusal } from './token-refusal.js';

export interface IssuedToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** A token with the other members of its answer, which may be secret as well. */
export interface TokenAnswer extends IssuedToken {
  members: Readonly<Record<string, unknown>>;
  /** The address that it came from. */
  endpoint: string;
}

/** Contract, section 4. */
export const TOKEN_TIMEOUT_MS = 10_000;

const WHAT = 'the token endpoint of CXone';

/** Asks CXone for an access token by the given grant. */
export class TokenClient {
  readonly #grant: TokenGrant;

  constructor(
    grant: TokenGrant,
    private readonly send: Send,
    private readonly clock: Clock,
    private readonly facts: Pick<Facts, 'tell'>,
  ) {
    this.#grant = grant;
  }

  /**
   * @throws TransientError for whatever goes wrong: BusyError for 429 and 503, TokenRefusal for any other answer
   * without a token, NoAnswer.
   */
  readonly fetch = async (): Promise<TokenAnswer> => {
    const begunAt = this.clock.monotonic();
    const tell = (outcome: 'ok' | 'failed', errorCode: ErrorCode | null) => {
      const durationMs = this.clock.monotonic() - begunAt;
      this.facts.tell('token_requested', { outcome, errorCode, durationMs });
    };
    try {
      const token = await this.request();
      tell('ok', null);
      return token;
    } catch (error) {
      tell('failed', isFailure(error) ? error.code : null);
      throw error;
    }
  };

  private async request(): Promise<TokenAnswer> {
    const request = await this.#grant();
    // The life of a token counts from before the request, because the request may be slow.
    const requestedAt = this.clock.now();
    const answer = await this.send(request, { timeoutMs: TOKEN_TIMEOUT_MS });
    const { status, body } = answer;
    failIfBusy(answer, WHAT, this.clock.now());
    if (status !== 200) throw new TokenRefusal(WHAT, { status, body });
    if (body === null) throw new TokenRefusal(WHAT, { status, flaw: 'too_long' });
    const members = jsonMembers(body);
    if (members === null) throw new TokenRefusal(WHAT, { status, flaw: 'not_json' });
    const { access_token: token } = members;
    // A header can hold visible ASCII alone.
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
      throw new TokenRefusal(WHAT, { status, flaw: 'no_token' });
    }
    if (token.length > MAX_TOKEN_LENGTH) throw new TokenRefusal(WHAT, { status, flaw: 'long_token' });
    const life = tokenLifeMs(members.expires_in, token, requestedAt);
    return { token, expiresAt: requestedAt + life, members, endpoint: request.url };
  }
}
