import { relative } from 'node:path';
import { StoreError } from '../store-error.js';

/** Systems cut off or refuse longer socket paths, at 104 or 108 bytes. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * The path under which a Unix socket at `path` can be reached: relative to the working directory where the
 * absolute one is too long.
 *
 * @throws StoreError when both are too long.
 */
export function socketPath(path: string): string {
  const short = [path, relative('', path)].find((form) => Buffer.byteLength(form) <= MAX_SOCKET_PATH_BYTES);
  if (short !== undefined) return short;
  throw new StoreError(
    `the path ${path} is too long for a Unix socket (${MAX_SOCKET_PATH_BYTES} bytes): choose a shorter DATA_DIR`,
    { outcomeUnknown: false, retryable: false },
  );
}
