import { createHmac } from 'node:crypto';
import { signedHeaders } from '../../fake-cxone/sign.mjs';
import { signingKeyOf } from '../../src/domain/signature/signature-key.js';
import { SIGNATURE_PROFILES, type SignatureProfile } from '../../src/domain/signature/signature-profile.js';
import { verifySignature, type Verdict } from '../../src/domain/signature/verify-signature.js';

export const NOW = 1_772_443_200_000;
export const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZg==';
export const BODY = '{ "event_id":"evt_1", "payload":{"n":1.10} }\n';
export const PROFILES = SIGNATURE_PROFILES.map(({ name }) => name);

export function profileOf(name: string): SignatureProfile {
  return SIGNATURE_PROFILES.find((profile) => profile.name === name)!;
}

/** Headers as Node has them. */
export function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

interface Check {
  profile: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  secrets?: string[];
  now?: number;
}

/** Verifies a body that was signed as `headers` say, at the time NOW unless another is named. */
export function verify({
  profile: name,
  headers,
  body = BODY,
  secrets = [SECRET],
  now = NOW,
}: Check): Verdict {
  const profile = profileOf(name);
  const keys = secrets.map((secret) => signingKeyOf(secret, profile.secret)!);
  return verifySignature(
    { profile, keys, toleranceS: 300 },
    { headers: lower(headers), body: Buffer.from(body) },
    now,
  );
}

export const signed = (
  profile: string,
  more: { secret?: string; body?: string | Uint8Array; now?: number } = {},
) => signedHeaders({ profile, secret: SECRET, body: BODY, now: NOW, id: 'msg_1', ...more });

export const hex = (...parts: string[]) => createHmac('sha256', SECRET).update(parts.join('')).digest('hex');
export const base64 = (...parts: string[]) =>
  createHmac('sha256', SECRET).update(parts.join('')).digest('base64');
export const refused = (reason: string) => ({ verified: false, reason });
