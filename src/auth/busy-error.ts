import { TransientError } from '../domain/letter/failure.js';
import { retryAfterMs } from '../domain/retry/retry-after.js';
import type { HttpAnswer } from '../outbound/http-sender.js';

/** CXone answered 429 or 503. `retryAfterMs`: the wait that the answer asks for, if it names one. */
export class BusyError extends TransientError {
  constructor(
    readonly status: number,
    waitMs: number | undefined,
    private readonly what = 'CXone',
  ) {
    super(
      status === 429 ? 'upstream_rate_limited' : 'upstream_error',
      waitMs === undefined
        ? `${what} answered HTTP ${status}`
        : `${what} answered HTTP ${status}, to be called again after ${Math.ceil(waitMs / 1_000)} s`,
      { retryAfterMs: waitMs },
    );
  }

  /** The same refusal, with a wait of ours where CXone named none. */
  waiting(waitMs: number): BusyError {
    return new BusyError(this.status, waitMs, this.what);
  }
}

/**
 * @param what answered, for the reason
 * @param now milliseconds since the epoch
 * @throws BusyError when the answer is 429 or 503.
 */
export function failIfBusy(answer: HttpAnswer, what: string, now: number): void {
  if (answer.status !== 429 && answer.status !== 503) return;
  throw new BusyError(answer.status, retryAfterMs(answer.retryAfter, now), what);
}
