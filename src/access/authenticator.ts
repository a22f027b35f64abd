import type { Clock } from '../runtime/clock.js';
import { isRefusal, refusal, type Caller, type Refusal } from './caller.js';
import type { KeyRing } from './keys/key-ring.js';
import { TokenVerifier } from './oidc/token-verifier.js';
import { cookieIn } from './session/cookies.js';
import type { Sessions } from './session/session.js';

/** No credential of this service is longer, so a longer one is refused without a digest. */
const MAX_CREDENTIAL_LENGTH = 16_384;

/** Where a request carries its credential. */
interface Credentials {
  authorization: string | undefined;
  cookie: string | undefined;
}

/** Finds the caller of a request by its credential: a key, a token, or a session's cookie. */
export class Authenticator {
  constructor(
    private readonly keys: KeyRing,
    /** `null`: no identity provider. */
    private readonly tokens: TokenVerifier | null,
    /** `null`: no sessions. */
    private readonly sessions: Sessions | null,
    /** The name of the session's cookie. */
    private readonly sessionCookie: string,
    private readonly clock: Clock,
  ) {}

  /** A bearer credential counts before a cookie, so that a script in a browser can choose its caller. */
  async callerOf({ authorization, cookie }: Credentials): Promise<Caller | Refusal> {
    if (authorization !== undefined) return this.callerOfBearer(bearerOf(authorization));
    const sealed = cookieIn(cookie, this.sessionCookie);
    if (sealed === undefined || this.sessions === null) return refusal('missing');
    if (sealed.length > MAX_CREDENTIAL_LENGTH) return refusal('malformed');
    return this.sessions.callerOf(sealed, this.clock.now());
  }

  private async callerOfBearer(credential: string | null): Promise<Caller | Refusal> {
    if (credential === null || credential.length > MAX_CREDENTIAL_LENGTH) return refusal('malformed');
    const caller = this.keys.callerOf(credential, this.clock.now());
    // A key may have any form, that of a token as well, because its digest alone counts.
    const isKey = !isRefusal(caller) || caller.reason !== 'unknown';
    if (isKey || this.tokens === null || !TokenVerifier.looksLikeToken(credential)) return caller;
    return this.tokens.callerOf(credential);
  }
}

/** The credential of `Authorization: Bearer <credential>` (RFC 6750); `null`: another scheme, or unreadable. */
export function bearerOf(authorization: string): string | null {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? null;
}
