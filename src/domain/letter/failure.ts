import type { FieldProblem } from '../event/event.js';

/**
 * Why an event failed, as a stable word. What each means to an operator stands in docs/error-codes.md.
 */
export const ERROR_CODES = [
  'validation_failed',
  'unrecognised_event',
  'unknown_schema_version',
  'upcast_failed',
  'schema_limit_exceeded',
  'schema_quarantined',
  'processing_timeout',
  'target_busy',
  'processor_error',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_no_answer',
  'upstream_rate_limited',
  'upstream_error',
  'upstream_rejected',
  'stale',
  'target_forbidden',
  'worker_lost',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Characters of a target's answer that an attempt keeps: enough to see why it refused, and a bound for the record. */
export const MAX_RESPONSE_LENGTH = 2_048;

/** What a target answered. Never its headers: they can hold secrets. */
export interface UpstreamResponse {
  status: number;
  /** Its beginning, at most MAX_RESPONSE_LENGTH characters. */
  body: string;
}

/** One failed attempt, classified. */
export interface Failure {
  code: ErrorCode;
  /** One sentence, without the `retry <n> failed:` that a record puts before it. */
  reason: string;
  /** Whether the same event may pass later without anyone changing anything. */
  retryable: boolean;
  /** How long the upstream asked to be left alone (`Retry-After`), milliseconds. */
  retryAfterMs?: number | undefined;
  /** What the target answered, where one did. */
  response?: UpstreamResponse | undefined;
}

/** What an error can say besides its code and reason. */
export interface FailureDetails extends ErrorOptions {
  response?: UpstreamResponse | undefined;
}

/**
 * Marks the errors of processors. A processor can come from another copy of this package than the service, so that
 * `instanceof` does not know its errors. The symbol is the same in every copy.
 */
const FAILURE_KIND = Symbol.for('cxone-dlq.failure');

/**
 * An error that is expected: its code and its reason say everything, and nobody reads its stack. An incident makes
 * thousands a second, and the stack takes six of seven parts of the time to make one.
 */
class ExpectedFailure extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(reason, options);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Thrown by a processor: the event cannot pass as it is. It is parked until a person has looked. */
export class PermanentError extends ExpectedFailure {
  override readonly name = 'PermanentError';
  readonly [FAILURE_KIND] = 'permanent';
  readonly response: UpstreamResponse | undefined;

  constructor(
    readonly code: ErrorCode,
    reason: string,
    options?: FailureDetails,
  ) {
    super(reason, options);
    this.response = options?.response;
  }
}

/** Thrown by a processor: the event may pass later. It is retried by schedule. */
export class TransientError extends ExpectedFailure {
  override readonly name = 'TransientError';
  readonly [FAILURE_KIND] = 'transient';
  readonly retryAfterMs: number | undefined;
  readonly response: UpstreamResponse | undefined;

  constructor(
    readonly code: ErrorCode,
    reason: string,
    options?: FailureDetails & { retryAfterMs?: number | undefined },
  ) {
    super(reason, options);
    this.retryAfterMs = options?.retryAfterMs;
    this.response = options?.response;
  }
}

/** Whether a processor threw this on purpose, whichever copy of the package its error comes from. */
export function isFailure(thrown: unknown): thrown is PermanentError | TransientError {
  return isPermanent(thrown) || isTransient(thrown);
}

function isPermanent(thrown: unknown): thrown is PermanentError {
  return thrown instanceof Error && FAILURE_KIND in thrown && thrown[FAILURE_KIND] === 'permanent';
}

function isTransient(thrown: unknown): thrown is TransientError {
  return thrown instanceof Error && FAILURE_KIND in thrown && thrown[FAILURE_KIND] === 'transient';
}

/**
 * The one place where what was thrown becomes a failure. What no processor meant to throw counts as transient:
 * a bug that is mended lets the event through, and attempts are limited.
 */
export function classify(thrown: unknown): Failure {
  if (isPermanent(thrown)) {
    const { code, message, response } = thrown;
    return { code: knownCode(code), reason: message, retryable: false, ...kept(response) };
  }
  if (isTransient(thrown)) {
    const { code, message, retryAfterMs, response } = thrown;
    return { code: knownCode(code), reason: message, retryable: true, retryAfterMs, ...kept(response) };
  }
  const reason = thrown instanceof Error ? thrown.message : 'the processor threw something that is no error';
  return { code: 'processor_error', reason, retryable: true };
}

/** A processor in JavaScript can use a code that does not exist. Records and figures know those of the list alone. */
function knownCode(code: ErrorCode): ErrorCode {
  return ERROR_CODES.includes(code) ? code : 'processor_error';
}

/** The record keeps only the beginning of an answer, even if a processor passes on all of it. */
function kept(response: UpstreamResponse | undefined): Pick<Failure, 'response'> {
  if (response === undefined) return {};
  const { status, body } = response;
  return { response: { status, body: body.slice(0, MAX_RESPONSE_LENGTH) } };
}

/** The body is JSON, but no event in a known shape: a person must correct it. */
export function unrecognised(problems: readonly FieldProblem[]): Failure {
  const why = problems.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
  return { code: 'unrecognised_event', reason: `not an event: ${why}`, retryable: false };
}

const OF_THE_TARGET = new Set<ErrorCode>([
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_no_answer',
  'upstream_rate_limited',
  'upstream_error',
]);

/**
 * Whether a failure says that the target is down or busy, and so nothing else should be sent to it.
 *
 * @param retry whether the attempt had a retry's time; being cut off inside the webhook may only mean slow
 */
export function blamesTarget({ code }: Failure, retry: boolean): boolean {
  return OF_THE_TARGET.has(code) || (code === 'processing_timeout' && retry);
}
