import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

/** Bytes of a key of A256GCM. */
const KEY_BYTES = 32;

const ALGORITHMS = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Seals claims, so that whoever carries them can neither read nor change them, and opens them again. No store is
 * needed: every replica with the same secret opens what another replica sealed.
 */
export class Sealer {
  private readonly keys: readonly Uint8Array[];

  /**
   * @param secrets the first one seals; each of them opens, so that a secret can be rotated
   * @param purpose names the kind of claims; text that was sealed for another purpose is not opened
   */
  constructor(
    secrets: readonly string[],
    private readonly purpose: string,
  ) {
    const info = `cxone-dlq ${purpose}`;
    this.keys = secrets.map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', info, KEY_BYTES)));
  }

  /**
   * @param now milliseconds since the epoch
   * @param lifeS seconds after which it can no longer be opened
   */
  seal(claims: Record<string, unknown>, now: number, lifeS: number): Promise<string> {
    const at = Math.floor(now / 1_000);
    return new EncryptJWT(claims)
      .setProtectedHeader(ALGORITHMS)
      .setAudience(this.purpose)
      .setIssuedAt(at)
      .setExpirationTime(at + lifeS)
      .encrypt(this.keys[0]!);
  }

  /** The claims; `null` for what was not sealed here, was changed, or has ended. */
  async open(sealed: string, now: number): Promise<JWTPayload | null> {
    for (const key of this.keys) {
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          audience: this.purpose,
          currentDate: new Date(now),
          keyManagementAlgorithms: [ALGORITHMS.alg],
          contentEncryptionAlgorithms: [ALGORITHMS.enc],
          requiredClaims: ['exp'],
        });
        return payload;
      } catch {
        // It was sealed with another secret, or not at all. The next secret may open it.
      }
    }
    return null;
  }
}
