import { Injectable } from '@nestjs/common';
import type { SignatureFailure } from '../../domain/signature/verify-signature.js';

/** How many deliveries were believed and refused since the start, for whoever shows figures. */
@Injectable()
export class SignatureCounts {
  /** By profile and by the place of the secret in its list, from 1: one that is used no more can be removed. */
  readonly verified = new Map<string, Map<number, number>>();
  readonly refused = new Map<SignatureFailure, number>();

  /** @param secret the place of the secret in its list, from 1 */
  countVerified(profile: string, secret: number): void {
    const counts = this.verified.get(profile) ?? new Map<number, number>();
    counts.set(secret, (counts.get(secret) ?? 0) + 1);
    this.verified.set(profile, counts);
  }

  countRefused(reason: SignatureFailure): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }
}
