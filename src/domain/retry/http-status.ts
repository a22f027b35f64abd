import { PermanentError, TransientError, type ErrorCode, type UpstreamResponse } from '../letter/failure.js';

/** What an HTTP answer means for the event. `null`: it passes. */
export type StatusVerdict = { code: ErrorCode; retryable: boolean } | null;

const RATE_LIMITED = { code: 'upstream_rate_limited', retryable: true } as const;
const UPSTREAM_ERROR = { code: 'upstream_error', retryable: true } as const;
const REJECTED = { code: 'upstream_rejected', retryable: false } as const;

/**
 * The general rule (docs/error-codes.md): 2xx passes; 429, 408 (request timeout), 425 (too early) and 5xx may pass
 * later; anything else, redirections included, cannot pass as it is.
 */
export function verdictOfStatus(status: number): StatusVerdict {
  return status === 408 || status === 425 ? UPSTREAM_ERROR : verdictOfValidation(status);
}

/**
 * The rule for the validation call (contract, section 4): 2xx passes, 429 and 5xx are transient, ANY other is
 * permanent.
 */
export function verdictOfValidation(status: number): StatusVerdict {
  if (status >= 200 && status <= 299) return null;
  if (status === 429) return RATE_LIMITED;
  return status >= 500 && status <= 599 ? UPSTREAM_ERROR : REJECTED;
}

/** What an answer says besides its status. */
export interface AnswerDetails {
  /** The wait that `Retry-After` asks for, milliseconds. It has no meaning for a permanent failure. */
  retryAfterMs?: number | undefined;
  response?: UpstreamResponse | undefined;
}

/** @throws PermanentError, TransientError with `reason` and `details` when the verdict is not to pass. */
export function failUnlessPassed(verdict: StatusVerdict, reason: string, details: AnswerDetails = {}): void {
  if (verdict === null) return;
  if (verdict.retryable) throw new TransientError(verdict.code, reason, details);
  throw new PermanentError(verdict.code, reason, { response: details.response });
}
