import { explainToken } from './explain-token.js';
import { signatureHeaders } from './received-signatures.js';
import { signingKeyOf, SECRET_EXPECTED } from '../../domain/signature/signature-key.js';
import {
  describeProfile,
  SIGNATURE_PROFILES,
  type SignatureProfile,
} from '../../domain/signature/signature-profile.js';
import { findDifferences } from './signature-search.js';
import { seenHeaders } from './seen-headers.js';
import {
  headerOf,
  timestampOf,
  verifySignature,
  type Delivery,
  type Verdict,
} from '../../domain/signature/verify-signature.js';

/** A delivery to explain. `now`: milliseconds since the epoch; `toleranceS`: seconds. */
export interface Question {
  profile: SignatureProfile;
  secrets: readonly string[];
  delivery: Delivery;
  now: number;
  toleranceS: number;
}

export interface Explanation {
  verified: boolean;
  /** For people. It has no secrets, and only the first four characters of signatures. */
  lines: string[];
}

/** Says whether a profile verifies a delivery, and if not, why. */
export function explainSignature(question: Question): Explanation {
  const { profile } = question;
  const verdict = verdictOf(question, profile);
  if (verdict.verified) {
    return { verified: true, lines: [`verified: ${profile.name}, by secret ${verdict.key + 1}`] };
  }
  return {
    verified: false,
    lines: [
      `not verified: ${verdict.reason}`,
      `${profile.name} wants in ${profile.header}: ${describeProfile(profile)}`,
      arrived(question),
      ...reasons(question, verdict),
    ],
  };
}

function verdictOf({ secrets, delivery, now, toleranceS }: Question, profile: SignatureProfile): Verdict {
  const keys = secrets.flatMap((secret) => signingKeyOf(secret, profile.secret) ?? []);
  return verifySignature({ profile, keys, toleranceS }, delivery, now);
}

function arrived({ delivery, profile }: Question): string {
  const seen = seenHeaders(delivery, [profile]);
  const headers = seen.map(({ name, length, start }) => {
    return start === undefined
      ? `${name} (${length} characters)`
      : `${name} (${length} characters: ${start}...)`;
  });
  const others = signatureHeaders(delivery).filter((name) => !seen.some((header) => header.name === name));
  const all = [...headers, ...others].join(', ') || 'no header of a signature';
  return `arrived: ${all}; a body of ${delivery.body.length} bytes`;
}

function reasons(question: Question, verdict: Verdict & { verified: false }): string[] {
  const { profile, secrets, delivery } = question;
  if (verdict.reason === 'timestamp_stale') return [stale(question, verdict.ageS ?? 0)];
  const others = SIGNATURE_PROFILES.filter((other) => other.name !== profile.name && passes(question, other));
  const told = others.map(({ name }) => `it would pass as ${name}: name that in WEBHOOK_SIGNATURES`);
  if (profile.scheme === 'token') {
    return [...told, ...explainToken(headerOf(delivery, profile.header), secrets)];
  }

  told.push(...absent(question));
  if (secrets.some((secret) => signingKeyOf(secret, profile.secret) === null)) {
    told.push(`a secret is not ${SECRET_EXPECTED[profile.secret]}`);
  }
  const differences = others.length > 0 ? [] : findDifferences(profile, secrets, delivery);
  told.push(
    ...(differences ?? []).map((difference) => `the signature is that of the secret, but ${difference}`),
  );
  return told.length > 0 ? told : [unexplained(verdict)];
}

function unexplained({ reason }: Verdict & { verified: false }): string {
  return reason === 'signature_malformed'
    ? 'what the header holds is no signature in any usual form'
    : 'nothing usual explains it: the secret is another one, or the body was changed on its way';
}

/** The headers of the profile that the delivery lacks, or whose time cannot be read. */
function absent({ profile, delivery }: Question): string[] {
  const { header, timestamp, idHeader } = profile;
  const missing = [header, timestamp?.header, idHeader].flatMap((name) =>
    name && headerOf(delivery, name) === null && isNeeded(name, profile)
      ? [`the header ${name} is not there`]
      : [],
  );
  const time = timestamp && headerOf(delivery, timestamp.header);
  if (timestamp && time !== null && timestampOf(time, timestamp.unit) === null) {
    missing.push(`${timestamp.header} is no count of seconds or milliseconds since 1970: ${time}`);
  }
  return missing;
}

/** A timestamp that need not be signed may be absent. */
function isNeeded(name: string, { timestamp, signed }: SignatureProfile): boolean {
  return name !== timestamp?.header || signed.every((template) => template.includes('{timestamp}'));
}

function passes(question: Question, profile: SignatureProfile): boolean {
  const verdict = verdictOf(question, profile);
  return verdict.verified || verdict.reason === 'timestamp_stale';
}

function stale({ profile, delivery, toleranceS }: Question, ageS: number): string {
  const text = (profile.timestamp && headerOf(delivery, profile.timestamp.header)) ?? '';
  const unit = profile.timestamp?.unit ?? 'any';
  const other = unit === 's' ? 'ms' : 's';
  const plain = `the signature is right, but its time is ${Math.abs(ageS)} s ${ageS < 0 ? 'ahead' : 'old'}`;
  const limit = `; WEBHOOK_SIGNATURE_TOLERANCE_S is ${toleranceS}`;
  if (unit !== 'any' && timestampOf(text, 'any') === timestampOf(text, other)) {
    return `${plain}, since ${text} is in ${other}, where ${profile.name} counts in ${unit}`;
  }
  return `${plain}${limit}. For a delivery of the past say by --at when it arrived.`;
}
