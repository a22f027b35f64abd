import type { Variant } from './body-variants.js';
import { SIGNATURE_PROFILES, type SignatureProfile } from '../../domain/signature/signature-profile.js';
import { headerOf, withoutPrefix, type Delivery } from '../../domain/signature/verify-signature.js';

/** A signature as bytes, and the hash with digests of that length. */
export interface ReceivedSignature {
  bytes: Buffer;
  algorithm: 'sha1' | 'sha256' | 'sha512';
}

const ALGORITHMS = new Map([
  [20, 'sha1'],
  [32, 'sha256'],
  [64, 'sha512'],
] as const);
const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Everything in a delivery that may be a signature, in any encoding: from the profile's header, or from other headers
 * where that one is absent.
 */
export function receivedSignatures(
  delivery: Delivery,
  profile: SignatureProfile,
): Variant<ReceivedSignature>[] {
  const own = headerOf(delivery, profile.header);
  if (own !== null) return signaturesIn(own, profile, []);
  const others = signatureHeaders(delivery);
  return others.flatMap((name) =>
    signaturesIn(headerOf(delivery, name) ?? '', profile, [
      `it is in the header ${name}, not in ${profile.header}`,
    ]),
  );
}

/** The headers that carry a signature, by their names. */
export function signatureHeaders({ headers }: Delivery): string[] {
  const known = new Set(
    SIGNATURE_PROFILES.filter(({ scheme }) => scheme === 'hmac').map(({ header }) => header),
  );
  return Object.keys(headers).filter((name) => known.has(name) || /signature|hmac/i.test(name));
}

function signaturesIn(
  header: string,
  profile: SignatureProfile,
  place: readonly string[],
): Variant<ReceivedSignature>[] {
  return header.split(/[\s,]+/).flatMap((part) => {
    const text = part.replace(/^["']|["']$/g, '').replace(/^[a-z0-9-]{1,12}[=:](?=.)/i, '');
    return decoded(text).flatMap(({ bytes, encoding }) => {
      const algorithm = ALGORITHMS.get(bytes.length as 20 | 32 | 64);
      if (algorithm === undefined) return [];
      const differences = [...place, ...settingOf(text, header, profile)];
      if (!isWanted(encoding, profile)) {
        differences.push(`it is in ${encoding}, not in ${profile.encodings.join(' or ')}`);
      }
      if (algorithm !== 'sha256') differences.push(`it was made with ${algorithm}, not with sha256`);
      return [{ value: { bytes, algorithm }, differences }];
    });
  });
}

function decoded(text: string): Array<{ bytes: Buffer; encoding: string }> {
  if (HEX.test(text) && [40, 64, 128].includes(text.length)) {
    return [{ bytes: Buffer.from(text, 'hex'), encoding: 'hex' }];
  }
  if (!BASE64.test(text)) return [];
  const bytes = Buffer.from(text, 'base64');
  const inner = bytes.toString('latin1');
  const isHex = HEX.test(inner) && [40, 64, 128].includes(inner.length);
  return isHex
    ? [{ bytes: Buffer.from(inner, 'hex'), encoding: 'base64 of the hexadecimal digits' }]
    : [{ bytes, encoding: 'base64' }];
}

function isWanted(encoding: string, { encodings }: SignatureProfile): boolean {
  return encodings.some((wanted) => wanted === encoding);
}

/** Text around a signature that is missing or too much. */
function settingOf(text: string, header: string, { prefixes, several }: SignatureProfile): string[] {
  const own = withoutPrefix(header, prefixes);
  if (own === null) return [`there is no ${prefixes.join(' or ')} before it`];
  return several || own === text ? [] : ['there is other text beside it in the header'];
}
