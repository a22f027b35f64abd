import { signingKeyOf, SECRET_EXPECTED } from '../domain/signature/signature-key.js';
import {
  CUSTOM_PROFILE,
  SIGNATURE_PROFILES,
  type SignatureProfile,
} from '../domain/signature/signature-profile.js';
import type { Verification } from '../domain/signature/verify-signature.js';
import { customProfile } from './custom-signature.js';
import type { EnvReader } from './env-reader.js';

export interface SignatureConfig {
  /** Each is enough; none: deliveries are not checked. */
  active: readonly Verification[];
}

/** The profiles that WEBHOOK_SIGNATURES may name. */
export const PROFILE_NAMES = [...SIGNATURE_PROFILES.map(({ name }) => name), CUSTOM_PROFILE];

/** The group `WEBHOOK_SIGNATURES`, `WEBHOOK_SECRET_*`, `WEBHOOK_CUSTOM_PROFILE`. What is wrong goes to `read.problems`. */
export function signatures(read: EnvReader): SignatureConfig {
  const named = listOf(read.text('WEBHOOK_SIGNATURES'));
  if (named.some((name) => !PROFILE_NAMES.includes(name))) {
    read.problem('WEBHOOK_SIGNATURES', `some of ${PROFILE_NAMES.join(', ')}, separated by commas`);
  }
  const required = read.boolean('WEBHOOK_REQUIRE_SIGNATURE');
  if (required && named.length === 0) {
    read.problem('WEBHOOK_SIGNATURES', 'a profile, since WEBHOOK_REQUIRE_SIGNATURE is true');
  }
  const toleranceS = signatureTolerance(read);
  const active = PROFILE_NAMES.flatMap((name) => {
    if (named.includes(name)) return activeProfile(read, name, toleranceS);
    // A secret that nobody looks at would leave the webhook open where its owner thinks it is closed.
    const variable = secretVariable(name);
    const forgotten = [variable, `${variable}_FILE` as const].find((each) => read.isSet(each));
    if (forgotten !== undefined) read.problem('WEBHOOK_SIGNATURES', `${name}, since ${forgotten} is set`);
    return [];
  });
  return { active };
}

/** The profile of this name, its configured parts read; `null` where there is none, or it lacks something. */
export function signatureProfile(read: EnvReader, name: string): SignatureProfile | null {
  if (name === CUSTOM_PROFILE) return customProfile(read);
  return SIGNATURE_PROFILES.find((profile) => profile.name === name) ?? null;
}

/** How far a signed timestamp may be from now, seconds. */
export function signatureTolerance(read: EnvReader): number {
  return read.integer('WEBHOOK_SIGNATURE_TOLERANCE_S');
}

/** The parts of a list that is separated by commas or, in a file, by lines. */
export function listOf(text: string): string[] {
  return text.split(/[,\r\n]/).flatMap((part) => part.trim() || []);
}

function activeProfile(read: EnvReader, name: string, toleranceS: number): Verification[] {
  const variable = secretVariable(name);
  const before = read.problems.length;
  const secrets = listOf(read.secret(variable) ?? '');
  const told = read.problems.length > before;
  if (secrets.length === 0 && !told) {
    read.problem(variable, `one or more secrets, since WEBHOOK_SIGNATURES has ${name}`);
  }
  const profile = signatureProfile(read, name);
  if (profile === null) return [];
  const keys = secrets.flatMap((secret) => signingKeyOf(secret, profile.secret) ?? []);
  if (keys.length < secrets.length) read.problem(variable, SECRET_EXPECTED[profile.secret]);
  return [{ profile, keys, toleranceS }];
}

/** The variable `WEBHOOK_SECRET_<PROFILE>` of a profile. */
export function secretVariable(name: string): `WEBHOOK_SECRET_${string}` {
  return `WEBHOOK_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
}
