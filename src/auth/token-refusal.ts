import { TransientError } from '../domain/letter/failure.js';
import { MAX_ANSWER_BYTES } from '../outbound/http-sender.js';

/** RFC 6749, section 5.2. The rest of a refusal is never shown, because a server may echo what it was sent. */
const OAUTH_ERRORS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** Characters of a token. It goes into a header, of which servers read 8 to 16 KiB. */
export const MAX_TOKEN_LENGTH = 12_288;

/** What is wrong with a 200 answer. */
export type AnswerFlaw = 'too_long' | 'not_json' | 'no_token' | 'long_token' | 'no_endpoint';

const FLAWS: Record<AnswerFlaw, string> = {
  too_long: `without a usable token: it is longer than ${MAX_ANSWER_BYTES} bytes`,
  not_json: 'without a usable token: it is not a JSON object',
  no_token: 'without a usable token',
  long_token: `with a token of more than ${MAX_TOKEN_LENGTH} characters, which is too long for a header`,
  no_endpoint: 'without a usable token_endpoint',
};

/**
 * No token came. The failure is transient even where the client was refused, because the event is not at fault. It
 * passes once the credentials are right.
 */
export class TokenRefusal extends TransientError {
  readonly status: number;
  /** A code of RFC 6749; `null`: none, or no known one. */
  readonly oauthError: string | null;
  readonly flaw: AnswerFlaw | null;

  constructor(what: string, answer: { status: number; body?: string | null; flaw?: AnswerFlaw }) {
    const { status, flaw = null } = answer;
    const error = jsonMembers(answer.body ?? null)?.error;
    const oauthError = typeof error === 'string' && OAUTH_ERRORS.has(error) ? error : null;
    const why = oauthError === null ? '' : ` (${oauthError})`;
    super('upstream_error', `${what} answered ${flaw === null ? `HTTP ${status}${why}` : FLAWS[flaw]}`);
    this.status = status;
    this.oauthError = oauthError;
    this.flaw = flaw;
  }
}

/** The members of a JSON object; `null` where the text is none. */
export function jsonMembers(body: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
