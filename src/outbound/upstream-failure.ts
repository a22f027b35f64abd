import { PermanentError, TransientError } from '../domain/letter/failure.js';
import { DeadlineExceeded } from '../runtime/deadline.js';
import { FORBIDDEN_ADDRESS } from '../domain/target/public-address.js';

const TIMED_OUT = new Set(['ETIMEDOUT', 'ECONNABORTED']);

/** No answer came. `networkCode` is what the operating system or TLS says of it, such as ECONNREFUSED. */
export class NoAnswer extends TransientError {
  constructor(
    code: 'upstream_timeout' | 'upstream_unreachable' | 'upstream_no_answer',
    reason: string,
    readonly networkCode: string,
  ) {
    super(code, reason);
  }
}

/** What is known of a request that got no answer. */
export interface Unanswered {
  /** What was called, for the reason. */
  what: string;
  /** Of the address that was called. */
  host: string;
  timeoutMs: number;
  /** Whether it may have arrived. */
  begun: boolean;
  /** Whether something came back, however unsound. */
  answered: boolean;
}

/**
 * The error for a request without an answer. An axios error must not leave this room: it holds the request's secrets.
 */
export function noAnswer(error: unknown, { what, host, timeoutMs, begun, answered }: Unanswered): Error {
  if (error instanceof DeadlineExceeded) {
    return new NoAnswer('upstream_timeout', `${what} did not answer within ${timeoutMs} ms`, 'ETIMEDOUT');
  }
  const code = codeOf(error);
  if (code === FORBIDDEN_ADDRESS) {
    // Which address it resolves to is the network's own business.
    return new PermanentError('target_forbidden', `${what}: ${host} is not at a public address`);
  }
  if (TIMED_OUT.has(code)) return new NoAnswer('upstream_timeout', `${what} did not answer (${code})`, code);
  if (begun) {
    const how = answered ? 'answered what is not sound HTTP' : 'ended the connection without an answer';
    const reason = `${what} ${how} (${code}); whether it took the request is not known`;
    return new NoAnswer('upstream_no_answer', reason, code);
  }
  return new NoAnswer('upstream_unreachable', `${what} could not be reached (${code})`, code);
}

/** Only what looks like a code is passed on: messages can hold addresses. */
function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code !== undefined && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'network error';
}
