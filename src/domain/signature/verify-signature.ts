import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Encoding, SignatureProfile, TimestampUnit } from './signature-profile.js';

/** Why a delivery is refused; each is the code of the answer. The check that came closest to success is first. */
export const SIGNATURE_FAILURES = [
  'timestamp_stale',
  'timestamp_invalid',
  'signature_mismatch',
  'timestamp_missing',
  'webhook_id_missing',
  'signature_malformed',
  'signature_missing',
] as const;

export type SignatureFailure = (typeof SIGNATURE_FAILURES)[number];

/** What arrived: headers as Node has them, the body as raw bytes. */
export interface Delivery {
  headers: IncomingHttpHeaders;
  body: Uint8Array;
}

export interface Verification {
  profile: SignatureProfile;
  /** Several while a secret is being replaced. */
  keys: readonly Buffer[];
  /** How far a signed timestamp may be from now, either way, seconds. */
  toleranceS: number;
}

/** `key` is the index of the key that fits; `ageS` how old a timestamp is, negative for one from the future. */
export type Verdict =
  { verified: true; key: number } | { verified: false; reason: SignatureFailure; ageS?: number };

const SHA256_BYTES = 32;

/** The beginning of a text that is signed with a timestamp. The body of an event never begins so. */
const TIMED_START = /^\d{1,15}[.:]/;

/** Larger counts are milliseconds: as seconds this is the year 5138, as milliseconds 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;

/**
 * Whether a delivery is signed as its profile says, by one of the keys. Compares in constant time. Whether the
 * timestamp is stale is looked at last, so that `timestamp_stale` means that all else is right.
 *
 * @param now milliseconds since the epoch
 */
export function verifySignature(of: Verification, delivery: Delivery, now: number): Verdict {
  const header = headerOf(delivery, of.profile.header);
  if (header === null) return failed('signature_missing');
  if (of.profile.scheme === 'token') return verifyToken(of, header);
  const signatures = signaturesIn(header, of.profile);
  if (signatures.length === 0) return failed('signature_malformed');
  return signedForms(of.profile, delivery)
    .map((template) => verifyForm(of, template, signatures, delivery, now))
    .reduce(closer);
}

/**
 * The one form in which a delivery is signed: with its timestamp where it has one. Of a profile with both forms a
 * captured delivery could otherwise be sent again with the timestamp in the place of a part of the body.
 */
function signedForms({ signed, timestamp }: SignatureProfile, delivery: Delivery): readonly string[] {
  const hasTime = timestamp !== null && headerOf(delivery, timestamp.header) !== null;
  const fitting = signed.filter((template) => template.includes('{timestamp}') === hasTime);
  return fitting.length > 0 ? fitting : signed;
}

/** Of two verdicts the one that is nearer to being verified. */
function closer(a: Verdict, b: Verdict): Verdict {
  if (a.verified || b.verified) return a.verified ? a : b;
  return SIGNATURE_FAILURES.indexOf(b.reason) < SIGNATURE_FAILURES.indexOf(a.reason) ? b : a;
}

/** A header's value; `null` where there is none. */
export function headerOf({ headers }: Delivery, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Milliseconds since the epoch; `null` where `text` is no time. */
export function timestampOf(text: string, unit: TimestampUnit): number | null {
  if (!/^\d{1,15}$/.test(text)) return null;
  const count = Number(text);
  return unit === 'ms' || (unit === 'any' && count >= FIRST_MILLISECONDS) ? count : count * 1_000;
}

/** The HMAC of a delivery by one key, over what `template` says. */
export function signatureOf(
  template: string,
  values: { timestamp: string | null; id: string | null; body: Uint8Array },
  key: Buffer,
  algorithm = 'sha256',
): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of template.split(/(\{\w+\})/)) {
    if (part === '{body}') hmac.update(values.body);
    // Node reads headers byte by byte, so that latin1 gives back the bytes that were sent.
    else if (part === '{timestamp}') hmac.update(values.timestamp ?? '', 'latin1');
    else if (part === '{id}') hmac.update(values.id ?? '', 'latin1');
    else hmac.update(part, 'utf8');
  }
  return hmac.digest();
}

function verifyForm(
  { profile, keys, toleranceS }: Verification,
  template: string,
  signatures: readonly Buffer[],
  delivery: Delivery,
  now: number,
): Verdict {
  const timed = template.includes('{timestamp}') ? profile.timestamp : null;
  const timestamp = timed && headerOf(delivery, timed.header);
  const id = profile.idHeader === null ? null : headerOf(delivery, profile.idHeader);
  if (timed && timestamp === null) return failed('timestamp_missing');
  if (template.includes('{id}') && id === null) return failed('webhook_id_missing');
  const time = timed && timestamp !== null ? timestampOf(timestamp, timed.unit) : now;
  if (time === null) return failed('timestamp_invalid');
  // A text that was signed with a timestamp must not be accepted as a body that was signed without one.
  if (!timed && TIMED_START.test(startOf(delivery.body))) return failed('signature_mismatch');

  const expected = keys.map((key) => signatureOf(template, { timestamp, id, body: delivery.body }, key));
  const key = indexOfMatch(expected, signatures);
  if (key === -1) return failed('signature_mismatch');
  const ageS = Math.round((now - time) / 1_000);
  if (Math.abs(now - time) > toleranceS * 1_000) return { verified: false, reason: 'timestamp_stale', ageS };
  return { verified: true, key };
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 20)).toString('latin1');
}

function verifyToken({ profile, keys }: Verification, header: string): Verdict {
  const token = withoutPrefix(header, profile.prefixes);
  if (token === null || token === '') return failed('signature_malformed');
  // Digests have one length, whatever the tokens have.
  const digest = (value: Buffer) => createHash('sha256').update(value).digest();
  const key = indexOfMatch(keys.map(digest), [digest(Buffer.from(token, 'latin1'))]);
  return key === -1 ? failed('signature_mismatch') : { verified: true, key };
}

/** Compares every pair, so that the duration reveals nothing. */
function indexOfMatch(expected: readonly Buffer[], received: readonly Buffer[]): number {
  return expected
    .map((wanted) => received.map((got) => timingSafeEqual(wanted, got)).includes(true))
    .indexOf(true);
}

/** The signatures in a header that are in the profile's form. */
function signaturesIn(header: string, { prefixes, encodings, several }: SignatureProfile): Buffer[] {
  const values = several ? header.split(' ') : [header];
  return values.flatMap((value) => {
    const text = withoutPrefix(value, prefixes);
    const decoded = text === null ? [] : encodings.map((encoding) => decode(text, encoding));
    return decoded.filter((bytes) => bytes !== null);
  });
}

/** The text after its longest matching prefix; `null` if it has none of them. */
export function withoutPrefix(value: string, prefixes: readonly string[]): string | null {
  const found = prefixes
    .filter((prefix) => value.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase())
    .reduce<string | null>((a, b) => (a === null || b.length > a.length ? b : a), null);
  return found === null ? null : value.slice(found.length).trim();
}

function decode(text: string, encoding: Encoding): Buffer | null {
  const form = encoding === 'hex' ? /^[0-9a-f]{64}$/i : /^[A-Za-z0-9+/_-]{43}=?$/;
  const bytes = form.test(text) ? Buffer.from(text, encoding) : null;
  return bytes?.length === SHA256_BYTES ? bytes : null;
}

function failed(reason: SignatureFailure): Verdict {
  return { verified: false, reason };
}
