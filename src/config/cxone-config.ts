import { cxoneAuth, type CxoneAuth } from './cxone-auth-config.js';
import { templateProblem } from '../domain/retry/path-template.js';
import type { EnvReader } from './env-reader.js';

/** Where CXone's API is, and who we are to it. */
export interface CxoneApi {
  /** Without a slash at its end. */
  baseUrl: string;
  auth: CxoneAuth;
}

export interface CxoneConfig {
  /** `null`: not configured; never so where a path is set. */
  api: CxoneApi | null;
  /** Template of the path that says whether an event may be processed; `null`: events are not validated. */
  validatePath: string | null;
  /** Template of the path that is told of a retried event's success; `null`: nobody is told. */
  acknowledgePath: string | null;
  /** Requests to the API and for tokens at once, those of all attempts of this process together. */
  maxInFlight: number;
}

const FOR_PATHS = 'a value, since CXONE_VALIDATE_PATH or CXONE_ACKNOWLEDGE_PATH is set';

/**
 * The group `CXONE_*`. What is wrong goes to `read.problems`.
 *
 * @param required why the API is needed, as a problem has it; `null`: for what is configured alone
 */
export function cxone(read: EnvReader, required: string | null = null): CxoneConfig {
  const validatePath = path(read, 'CXONE_VALIDATE_PATH');
  const acknowledgePath = path(read, 'CXONE_ACKNOWLEDGE_PATH');
  return {
    api: api(read, required ?? (validatePath !== null || acknowledgePath !== null ? FOR_PATHS : null)),
    validatePath,
    acknowledgePath,
    maxInFlight: read.integer('CXONE_MAX_IN_FLIGHT'),
  };
}

function api(read: EnvReader, required: string | null): CxoneApi | null {
  const before = read.problems.length;
  const baseUrl = read.url('CXONE_BASE_URL');
  // Paths are appended to it, and it must not carry a second set of credentials.
  if (baseUrl !== undefined && /[?#@]/.test(baseUrl)) {
    read.problem('CXONE_BASE_URL', 'an address without credentials, query and fragment');
  }
  const told = read.problems.length > before;
  if (baseUrl === undefined && required !== null && !told) read.problem('CXONE_BASE_URL', required);
  const auth = cxoneAuth(read, baseUrl ?? '', required);
  return baseUrl === undefined || auth === null ? null : { baseUrl, auth };
}

function path(read: EnvReader, name: 'CXONE_VALIDATE_PATH' | 'CXONE_ACKNOWLEDGE_PATH'): string | null {
  const template = read.text(name);
  if (template === undefined) return null;
  const problem = templateProblem(template);
  if (problem !== null) read.problem(name, problem);
  return template;
}
