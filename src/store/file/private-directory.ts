import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from '../store-error.js';
import { errorCode } from './file-errors.js';

/** What is kept may hold personal data: it is for the service's own user alone. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_DIRECTORY = 0o700;

/** It belongs to somebody else, or has no modes. */
const NOT_OURS_TO_CHANGE = new Set(['EPERM', 'ENOTSUP', 'ENOSYS']);

/**
 * Makes a directory of the store, or takes the one that is there.
 *
 * @throws StoreError where something else is there: behind a symlink are files of somebody else.
 */
export async function makePrivate(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!(await lstat(directory)).isDirectory()) throw notADirectory(directory);
  }
}

/**
 * Makes a directory and those above it, or takes those that are there. Node's own `recursive` never returns on a file
 * system that takes no directories, such as /proc.
 */
export async function makeWithParents(directory: string): Promise<void> {
  if (await isDirectory(directory)) return;
  const parent = dirname(directory);
  if (parent !== directory) await makeWithParents(parent);
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !(await isDirectory(directory))) throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Like `makePrivate`; a directory that an older version has made is closed to others, where the file system lets us. */
export async function claimPrivate(directory: string): Promise<void> {
  await makePrivate(directory);
  try {
    await chmod(directory, PRIVATE_DIRECTORY);
  } catch (error) {
    if (!NOT_OURS_TO_CHANGE.has(errorCode(error) ?? '')) throw error;
  }
}

function notADirectory(path: string): StoreError {
  return new StoreError(`${path} is no directory, or a symlink to one: DATA_DIR must hold its own`, {
    outcomeUnknown: false,
    retryable: false,
  });
}
