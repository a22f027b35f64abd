import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What every key of ours begins with, so that secret scanners find it in a repository. */
const KEY_PREFIX = 'cxdlq_';

const RANDOM_BYTES = 32;
const CHECKSUM_LENGTH = 6;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * A new key: the prefix, 43 characters of base64url that hold 256 random bits, and 6 characters of checksum.
 *
 * @param randomBytes a source of that many random bytes
 */
export function newApiKey(randomBytes: (count: number) => Buffer): string {
  const body = `${KEY_PREFIX}${randomBytes(RANDOM_BYTES).toString('base64url')}`;
  return body + checksumOf(body);
}

/**
 * The CRC-32 of a key's other characters in base 62, by which a scanner tells a key from text that looks like one.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit++) {
    text = BASE62.charAt(rest % BASE62.length) + text;
    rest = Math.floor(rest / BASE62.length);
  }
  return text;
}

/** The SHA-256 of a whole key in hex. The service knows a key by it, and never keeps the key. */
export function digestOfKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
