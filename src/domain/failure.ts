import type { FieldProblem } from './event.js';

/**
 * Why an event failed, as a stable word. What each means to an operator stands in docs/error-codes.md.
 */
export const ERROR_CODES = [
  'validation_failed',
  'unrecognised_event',
  'unknown_schema_version',
  'upcast_failed',
  'processing_timeout',
  'processor_error',
  'upstream_unreachable',
  'upstream_timeout',
  'upstream_rate_limited',
  'upstream_error',
  'upstream_rejected',
  'stale',
  'worker_lost',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One failed attempt, classified. */
export interface Failure {
  code: ErrorCode;
  /** One sentence, without the `retry <n> failed:` that a record puts before it. */
  reason: string;
  /** Whether the same event may pass later without anyone changing anything. */
  retryable: boolean;
  /** How long the upstream asked to be left alone (`Retry-After`), milliseconds. */
  retryAfterMs?: number | undefined;
}

/** Thrown by a processor: the event cannot pass as it is. It is parked until a person has looked. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';

  constructor(
    readonly code: ErrorCode,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Thrown by a processor: the event may pass later. It is retried by schedule. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    reason: string,
    options?: ErrorOptions & { retryAfterMs?: number | undefined },
  ) {
    super(reason, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/**
 * The one place where what was thrown becomes a failure. What no processor meant to throw counts as transient:
 * a bug that is mended lets the event through, and attempts are limited.
 */
export function classify(thrown: unknown): Failure {
  if (thrown instanceof PermanentError) {
    return { code: thrown.code, reason: thrown.message, retryable: false };
  }
  if (thrown instanceof TransientError) {
    const { code, message, retryAfterMs } = thrown;
    return { code, reason: message, retryable: true, retryAfterMs };
  }
  const reason = thrown instanceof Error ? thrown.message : 'the processor threw something that is no error';
  return { code: 'processor_error', reason, retryable: true };
}

/** What arrived is JSON and no event in any known shape: nothing can be done with it without a person. */
export function unrecognised(problems: readonly FieldProblem[]): Failure {
  const why = problems.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
  return { code: 'unrecognised_event', reason: `not an event: ${why}`, retryable: false };
}

const OF_THE_TARGET = new Set<ErrorCode>([
  'upstream_unreachable',
  'upstream_timeout',
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
