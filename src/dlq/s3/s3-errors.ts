import { S3ServiceException } from '@aws-sdk/client-s3';
import { StoreError } from '../store-error.js';

/**
 * What a failed call to S3 comes down to. `missing`: no object under the key. `unnamed-404`: a 404 that does not
 * say whether the object or the bucket is missing (the answer to HEAD has no body).
 */
export type S3Failure = 'conflict' | 'missing' | 'unnamed-404' | StoreError;

/** The server refused before it did anything, and wants less. */
const OVERLOADED = new Set(['SlowDown', 'SlowDownRead', 'SlowDownWrite', 'TooManyRequests', 'Throttling']);

/** Refusals that the same call may not meet again. */
const PASSING = new Set(['RequestTimeout', 'ExpiredToken', 'IncompleteBody', 'BadDigest']);

/** System calls that fail before a byte of the request has gone out. */
const BEFORE_SENDING = new Set(['connect', 'getaddrinfo']);

/**
 * Sorts what the SDK throws. The StoreError's message and cause name the error, its status and the request's id
 * at the server: never headers, keys of access or other parts of the request, which the SDK's errors carry.
 *
 * @param changes whether the call was to change something, so that a lost answer leaves its outcome unknown.
 */
export function sortS3Failure(error: unknown, changes: boolean): S3Failure {
  if (error instanceof StoreError) return error;
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  if (!(error instanceof S3ServiceException) || status === undefined) return transportFailure(error, changes);
  if (status === 412 || status === 409) return 'conflict';
  if (status === 404 && error.name === 'NoSuchKey') return 'missing';
  if (status === 404 && error.name === 'NotFound') return 'unnamed-404';

  const overloaded = status === 429 || OVERLOADED.has(error.name);
  const passing = status === 408 || PASSING.has(error.name);
  const broken = !overloaded && status !== 501 && (status >= 500 || status < 300);
  return new StoreError(`S3 answered ${status} ${error.name}`, {
    outcomeUnknown: changes && broken,
    retryable: overloaded || passing || broken,
    overloaded,
    unsupported: status === 501,
    cause: describe(error.name, `status ${status}, request ${error.$metadata.requestId ?? 'without an id'}`),
  });
}

function transportFailure(error: unknown, changes: boolean): StoreError {
  const { name, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const sent = !failedBeforeSending(error);
  return new StoreError(`S3 did not answer: ${code ?? name ?? 'unknown error'}`, {
    outcomeUnknown: changes && sent,
    retryable: true,
    cause: describe(name ?? 'Error', code ?? 'no code'),
  });
}

/** Conservative: what cannot be told apart counts as sent. */
function failedBeforeSending(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'CredentialsProviderError') return true;
  // One error for each address of a name that was tried.
  if (error instanceof AggregateError) return error.errors.every(failedBeforeSending);
  return BEFORE_SENDING.has((error as NodeJS.ErrnoException).syscall ?? '');
}

function describe(name: string, details: string): Error {
  return new Error(`${name} (${details})`);
}
