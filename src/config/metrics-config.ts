import type { EnvReader } from './env-reader.js';
import { listOf } from './signature-config.js';

/** What the scraper of `/metrics` shows. */
export interface MetricsConfig {
  /** Each is good, so that a token can be rotated; none: no credential is for the scraper alone. */
  tokens: readonly string[];
}

/** Characters that a token must have: whoever may send requests can guess. */
const MIN_TOKEN_LENGTH = 32;

/** The group `METRICS_*`. What is wrong goes to `read.problems`. */
export function metrics(read: EnvReader): MetricsConfig {
  const tokens = listOf(read.secret('METRICS_TOKEN') ?? '');
  // A header holds visible ASCII alone (RFC 6750, section 2.1).
  if (tokens.some((token) => token.length < MIN_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token))) {
    read.problem(
      'METRICS_TOKEN',
      `at least ${MIN_TOKEN_LENGTH} characters without spaces in each token, such as openssl rand -hex 32 prints`,
    );
  }
  return { tokens };
}
