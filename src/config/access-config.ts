import { readKeyList, type KeyEntry } from '../domain/access/key-entry.js';
import type { EnvReader } from './env-reader.js';
import { oidc, type OidcConfig } from './oidc-config.js';
import { session, type SessionConfig } from './session-config.js';

/** Who may call the operator API. */
export interface AccessConfig {
  /** Of ACCESS_KEYS. */
  keys: readonly KeyEntry[];
  /** `null`: there is no file of keys. */
  keysFile: string | null;
  /** `null`: no tokens are accepted. */
  oidc: OidcConfig | null;
  /** `null`: there are no sessions. */
  session: SessionConfig | null;
}

/**
 * The groups `ACCESS_*`, `OIDC_*` and `SESSION_*`. Half a configuration is a problem: its owner would believe that somebody
 * can sign in, or that nobody else can. What is wrong goes to `read.problems`.
 *
 * @param publicUrl where browsers reach the service
 * @returns `null` where no access is configured
 */
export function access(read: EnvReader, publicUrl: string | null): AccessConfig | null {
  const keysFile = read.text('ACCESS_KEYS_FILE') ?? null;
  const keys = keyList(read);
  if (keysFile !== null && read.isSet('ACCESS_KEYS')) {
    read.problem('ACCESS_KEYS', 'either ACCESS_KEYS or ACCESS_KEYS_FILE, not both');
  }
  const config = { keys, keysFile, session: session(read), oidc: oidc(read, publicUrl) };
  const wayIn = keysFile !== null || read.isSet('ACCESS_KEYS') || read.isSet('OIDC_ISSUER');
  if (config.session !== null && !wayIn) {
    read.problem(
      'SESSION_SECRET',
      'ACCESS_KEYS_FILE, ACCESS_KEYS or OIDC_ISSUER beside it: nobody can sign in',
    );
  }
  return wayIn ? config : null;
}

function keyList(read: EnvReader): readonly KeyEntry[] {
  const text = read.text('ACCESS_KEYS');
  if (text === undefined) return [];
  const { keys, problems } = readKeyList(text);
  read.problems.push(...problems.map((problem) => `ACCESS_KEYS: ${problem}`));
  return keys ?? [];
}
