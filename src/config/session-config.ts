import type { EnvReader } from './env-reader.js';
import { listOf } from './signature-config.js';

/** Sessions of people in a browser. */
export interface SessionConfig {
  /** The first one seals, and all of them open, so that a secret can be rotated. */
  secrets: readonly string[];
  maxAgeS: number;
}

/** Bytes that a secret must have: a shorter one could be guessed from one cookie. */
const MIN_SECRET_BYTES = 32;

/** The group `SESSION_*`; `null` without a secret. What is wrong goes to `read.problems`. */
export function session(read: EnvReader): SessionConfig | null {
  const secrets = listOf(read.secret('SESSION_SECRET') ?? '');
  const maxAgeS = read.integer('SESSION_MAX_AGE_S');
  if (secrets.length === 0) return null;
  if (secrets.some((secret) => Buffer.byteLength(secret) < MIN_SECRET_BYTES)) {
    read.problem(
      'SESSION_SECRET',
      `at least ${MIN_SECRET_BYTES} bytes in each secret, such as openssl rand -base64 32 prints`,
    );
  }
  return { secrets, maxAgeS };
}
