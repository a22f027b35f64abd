import { describeError, type DescribedError } from './runtime/logger.js';

/** Codes of a failed `listen`, or of the DNS look-up before it, and the variable to change. */
const LISTEN_PROBLEMS: Record<string, string> = {
  EADDRINUSE: 'PORT: another process listens on it already',
  EACCES: 'PORT: this user may not listen on it; ports from 1024 on need no privilege',
  EADDRNOTAVAIL: 'HOST: this machine has no such address',
  ENOTFOUND: 'HOST: this name has no address',
  EAI_AGAIN: 'HOST: the look-up of this name failed',
  EAFNOSUPPORT: 'HOST: this machine does not support this kind of address',
  EINVAL: 'HOST: the service cannot listen on this address',
};

/** Codes of a failed access to a file. */
const FILE_PROBLEMS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file and no directory',
  ENOENT: 'the file system allows no directories there',
  EEXIST: 'it is a file and no directory',
  ENOSPC: 'the disk is full',
  ELOOP: 'a link in the path leads back to itself',
  ENAMETOOLONG: 'the path is too long',
};

/** Why the service did not start, with the variable to change where that is known. */
export function startProblem(error: unknown, dataDir: string): DescribedError {
  const { code = '', syscall = '', path = '' } = systemErrorOf(error);
  if (['listen', 'bind', 'getaddrinfo'].includes(syscall)) {
    const problem = LISTEN_PROBLEMS[code];
    if (problem !== undefined) return described(`${problem} (${code})`);
  }
  const problem = FILE_PROBLEMS[code];
  if (problem !== undefined && path.startsWith(dataDir)) return described(`DATA_DIR: ${problem} (${code})`);
  return describeError(error);
}

function described(error: string): DescribedError {
  return { error, error_name: 'StartProblem' };
}

/** The error of the operating system, also where it is the cause of another error. */
function systemErrorOf(error: unknown): NodeJS.ErrnoException {
  if (!(error instanceof Error)) return new Error();
  return 'syscall' in error || error.cause === undefined ? error : systemErrorOf(error.cause);
}
