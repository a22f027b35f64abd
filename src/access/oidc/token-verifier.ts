import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { Clock } from '../../runtime/clock.js';
import { refusal, type Caller, type Refusal } from '../caller.js';
import { personName, roleOf } from './claims.js';
import type { OidcConfig } from '../../config/oidc-config.js';
import type { OidcProvider } from './provider.js';

/** Asymmetric algorithms alone: a public key must never serve as a shared secret (RFC 8725, section 3.1). */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** Clocks of two machines may differ by this, seconds. */
const CLOCK_TOLERANCE_S = 30;

/** Checks bearer tokens of the identity provider. */
export class TokenVerifier {
  constructor(
    private readonly config: OidcConfig,
    private readonly provider: OidcProvider,
    private readonly clock: Clock,
  ) {}

  /** Whether a credential has the shape of a token: three parts with dots between them. */
  static looksLikeToken(credential: string): boolean {
    return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(credential);
  }

  async callerOf(token: string): Promise<Caller | Refusal> {
    const kid = keyIdOf(token);
    if (kid === null) return refusal('malformed');
    const told = await this.provider.keysFor(kid);
    if (told === null) return refusal('unavailable');
    try {
      const { audience, rolesClaim, roles } = this.config;
      const { payload } = await jwtVerify(token, told.keys, {
        issuer: told.issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.clock.now()),
      });
      const name = personName(payload);
      const role = roleOf(payload, rolesClaim, roles);
      if (role === null) return refusal('no_role', name);
      return { name, kind: 'oidc', role, expiresAt: payload.exp! * 1_000 };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refusal('expired', personName(error.payload));
      return refusal('unknown');
    }
  }
}

/** `undefined`: the token names no key; `null`: its header is unreadable, or names a forbidden algorithm. */
function keyIdOf(token: string): string | undefined | null {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return ALGORITHMS.includes(alg ?? '') ? kid : null;
  } catch {
    return null;
  }
}
