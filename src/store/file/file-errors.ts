import { StoreError } from '../store-error.js';

/**
 * Failures that a repeat does not cure. Missing space, quota or permission are not among them: an operator can fix
 * them.
 */
const PERMANENT = new Set(
  'ENAMETOOLONG ENOTDIR EISDIR EINVAL ENOSPC EDQUOT EFBIG EROFS EACCES EPERM'.split(' '),
);

/** The system's code of a failed file operation, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the path does not exist: there is no such entry, or a file stands where a directory should be. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * The StoreError for a failed file operation.
 *
 * @param changed whether the object may have been changed before the failure.
 */
export function toStoreError(error: unknown, what: string, changed: boolean): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  return new StoreError(`${what} failed: ${code ?? 'unexpected error'}`, {
    outcomeUnknown: changed,
    retryable: code === undefined || !PERMANENT.has(code),
    cause: error,
  });
}
