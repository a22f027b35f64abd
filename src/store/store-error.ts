export interface StoreErrorDetails {
  /** Whether the call may have taken effect although it failed: a timeout after sending, a lost answer, a 5xx. */
  outcomeUnknown: boolean;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** The store is overloaded (S3 `SlowDown`, 503): the call took no effect, and must not be repeated at once. */
  overloaded?: boolean;
  /** The store does not support this kind of request (S3 `NotImplemented`). */
  unsupported?: boolean;
  cause?: unknown;
}

/** A call to the object store that gave no usable answer. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly outcomeUnknown: boolean;
  readonly retryable: boolean;
  readonly overloaded: boolean;
  readonly unsupported: boolean;

  constructor(message: string, details: StoreErrorDetails) {
    super(message, { cause: details.cause });
    this.outcomeUnknown = details.outcomeUnknown;
    this.retryable = details.retryable;
    this.overloaded = details.overloaded ?? false;
    this.unsupported = details.unsupported ?? false;
  }
}
