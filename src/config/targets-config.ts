import { targetSecrets, SECRETS_EXPECTED } from '../domain/target/target-secret.js';
import {
  isPrivateUrl,
  PUBLIC_EXPECTED,
  targetUrl,
  TARGET_URL_EXPECTED,
} from '../domain/target/target-url.js';
import type { EnvReader } from './env-reader.js';

export interface TargetsConfig {
  /** The target called `default`; `null`: none. */
  target: { url: string; secrets: readonly string[] } | null;
  /** Path of the file with targets and routes; `null`: there is none. */
  routesFile: string | null;
  /** One call to a target, its answer's body included; a target may have its own. */
  timeoutMs: number;
  /** Calls to one target at once; a target may have its own. */
  maxInFlight: number;
  /** Whether a target may be at an address that is not public. */
  allowPrivate: boolean;
  /** Where the files are that ROUTES_FILE may name; `null`: it may name none. */
  secretDir: string | null;
  /** The value of any variable. */
  variable: (name: string) => string | undefined;
}

/** The group `DELIVERY_*`, TARGET_URL, ROUTES_FILE. What is wrong goes to `read.problems`. */
export function targets(read: EnvReader): TargetsConfig {
  const allowPrivate = read.boolean('DELIVERY_ALLOW_PRIVATE');
  return {
    target: defaultTarget(read, allowPrivate),
    routesFile: read.text('ROUTES_FILE') ?? null,
    timeoutMs: read.integer('DELIVERY_TIMEOUT_MS'),
    maxInFlight: read.integer('DELIVERY_MAX_IN_FLIGHT'),
    allowPrivate,
    secretDir: read.text('TARGET_SECRET_DIR') ?? null,
    variable: (name) => read.named(name),
  };
}

function defaultTarget(read: EnvReader, allowPrivate: boolean): TargetsConfig['target'] {
  const text = read.text('TARGET_URL');
  const secret = read.secret('DELIVERY_SECRET');
  const secrets = secret === undefined ? [] : targetSecrets(secret);
  if (secrets === null) read.problem('DELIVERY_SECRET', SECRETS_EXPECTED);
  if (text === undefined) {
    // Its owner believes that events are signed.
    if (secret !== undefined) read.problem('TARGET_URL', 'an address, since DELIVERY_SECRET is set');
    return null;
  }
  const url = targetUrl(text);
  if (url === null) read.problem('TARGET_URL', TARGET_URL_EXPECTED);
  else if (!allowPrivate && isPrivateUrl(url)) read.problem('TARGET_URL', PUBLIC_EXPECTED);
  return url === null ? null : { url, secrets: secrets ?? [] };
}
