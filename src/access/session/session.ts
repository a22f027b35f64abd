import type { SessionConfig } from '../../config/session-config.js';
import { isRefusal, refusal, type Caller, type Refusal } from '../caller.js';
import type { KeyRing } from '../keys/key-ring.js';
import { isRole, lowerRole } from '../../domain/access/role.js';
import { Sealer } from './sealed-text.js';

/** The credential that a session was made from. A session from a key ends with that key. */
export type SessionOrigin = { sha256: string } | { oidc: true };

/**
 * Sessions of people in a browser. A session is a sealed cookie that says who somebody is. The service keeps nothing of
 * it, so it works on every replica, and a copied cookie stays valid until it expires.
 */
export class Sessions {
  private readonly sealer: Sealer;

  constructor(
    private readonly config: SessionConfig,
    private readonly keys: KeyRing,
  ) {
    this.sealer = new Sealer(config.secrets, 'session');
  }

  /**
   * @param now milliseconds since the epoch
   * @returns the session's caller, and the text of its cookie
   */
  async begin(
    caller: Caller,
    origin: SessionOrigin,
    now: number,
  ): Promise<{ caller: Caller; sealed: string }> {
    const ownEnd = now + this.config.maxAgeS * 1_000;
    const endsAt = caller.expiresAt === null ? ownEnd : Math.min(ownEnd, caller.expiresAt);
    const lifeS = Math.max(1, Math.floor((endsAt - now) / 1_000));
    const { name, role } = caller;
    const sealed = await this.sealer.seal({ name, role, ...origin }, now, lifeS);
    const expiresAt = Math.floor(now / 1_000) * 1_000 + lifeS * 1_000;
    return { caller: { name, kind: 'session', role, expiresAt }, sealed };
  }

  /** The caller whose session a cookie holds. Removing a key, its expiry, and a lower role take effect at once. */
  async callerOf(sealed: string, now: number): Promise<Caller | Refusal> {
    const claims = await this.sealer.open(sealed, now);
    if (claims === null) return refusal('malformed');
    const { name, role, sha256, exp } = claims;
    if (typeof name !== 'string' || !isRole(role) || exp === undefined) return refusal('malformed');
    const session: Caller = { name, kind: 'session', role, expiresAt: exp * 1_000 };
    if (typeof sha256 !== 'string') return session;
    const key = this.keys.callerOfDigest(sha256, now);
    return isRefusal(key) ? refusal(key.reason, name) : { ...session, role: lowerRole(role, key.role) };
  }
}
