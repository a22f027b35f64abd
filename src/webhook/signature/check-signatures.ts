import {
  headerOf,
  SIGNATURE_FAILURES,
  verifySignature,
  type Delivery,
  type SignatureFailure,
  type Verification,
} from '../../domain/signature/verify-signature.js';

/** The answer of one active profile to a delivery that none verified. */
export interface ProfileFailure {
  profile: string;
  reason: SignatureFailure;
  /** The age of a stale timestamp, seconds; negative where it is in the future. */
  ageS: number | undefined;
}

/** `key` is the index of the secret in its list. It shows which secrets senders still use. */
export type SignatureCheck =
  | { verified: true; profile: string; key: number }
  | { verified: false; reason: SignatureFailure; failures: ProfileFailure[] };

/**
 * Checks a delivery against all active profiles, of which any one is enough. Where none verifies it, `reason` is that
 * of the profile that came closest; `signature_missing` means that no profile's header is present.
 *
 * @param now milliseconds since the epoch
 */
export function checkSignatures(
  active: readonly Verification[],
  delivery: Delivery,
  now: number,
): SignatureCheck {
  const failures: ProfileFailure[] = [];
  for (const verification of active) {
    const profile = verification.profile.name;
    const verdict = verifySignature(verification, delivery, now);
    if (!verdict.verified) {
      failures.push({ profile, reason: verdict.reason, ageS: verdict.ageS });
    } else if (isOfTimed(verification, active, delivery)) {
      failures.push({ profile, reason: 'signature_mismatch', ageS: undefined });
    } else {
      return { verified: true, profile, key: verdict.key };
    }
  }
  const reasons = new Set(failures.map(({ reason }) => reason));
  const reason = SIGNATURE_FAILURES.find((known) => reasons.has(known)) ?? 'signature_missing';
  return { verified: false, reason, failures };
}

/**
 * Whether a delivery belongs to another active profile with the same signature header, whose timestamp header is
 * present. A delivery has one signed form.
 */
function isOfTimed({ profile }: Verification, active: readonly Verification[], delivery: Delivery): boolean {
  if (profile.timestamp !== null) return false;
  return active.some(
    ({ profile: { header, timestamp } }) =>
      header === profile.header && timestamp !== null && headerOf(delivery, timestamp.header) !== null,
  );
}
