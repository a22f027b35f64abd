import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import { Admission } from './admission.js';
import { Authenticator } from './authenticator.js';
import { KeyFile } from './keys/key-file.js';
import { KeyRing } from './keys/key-ring.js';
import type { OidcAccess } from './oidc/oidc-access.js';
import { Refusals } from './refusals.js';
import { AccessCookies } from './session/cookies.js';
import { SessionStart } from './session/session-start.js';
import { Sessions } from './session/session.js';

export interface AccessParts {
  config: Pick<Config, 'access' | 'http'>;
  /** `null`: no identity provider is configured. */
  oidc: OidcAccess | null;
  clock: Clock;
  facts: Facts;
  log: Log;
}

export interface AccessRoom {
  keys: KeyRing;
  /** `null`: ACCESS_KEYS_FILE is not set. */
  keyFile: KeyFile | null;
  /** `null`: SESSION_SECRET is not set. */
  sessions: SessionStart | null;
  admission: Admission;
}

/** Makes what finds out who calls. Without access configured everybody is the loopback caller. */
export function composeAccess({
  config: { access, http },
  oidc,
  clock,
  facts,
  log,
}: AccessParts): AccessRoom {
  const keys = new KeyRing(access?.keys ?? []);
  const path = access?.keysFile ?? null;
  const keyFile = path === null ? null : new KeyFile(path, keys, clock, log);
  const session = access?.session ?? null;
  const sessions = session === null ? null : new Sessions(session, keys);
  const cookies = new AccessCookies(http.publicUrl);
  const tokens = oidc?.tokens ?? null;
  const authenticator =
    access === null ? null : new Authenticator(keys, tokens, sessions, cookies.session, clock);
  return {
    keys,
    keyFile,
    sessions: sessions && new SessionStart(sessions, cookies, clock, log),
    admission: new Admission(authenticator, new Refusals(), facts, clock, log),
  };
}
