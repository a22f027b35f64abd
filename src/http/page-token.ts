import { createHash } from 'node:crypto';
import { Problem } from './problem.js';

const CHECK_LENGTH = 16;

/**
 * An opaque cursor that every replica understands, also after a restart: the key to continue after, bound to the kind
 * of listing it came from. The checksum detects text that this service did not make; it is no secret.
 */
export function makePageToken(scope: string, key: string): string {
  return Buffer.from(check(scope, key) + key, 'utf8').toString('base64url');
}

/**
 * The key in a token; `undefined` where there is no token, that is for a first page.
 *
 * @throws Problem 400 for what this service did not make, or made for another listing.
 */
export function readPageToken(scope: string, token: unknown): string | undefined {
  if (token === undefined || token === null || token === '') return undefined;
  if (typeof token === 'string') {
    const text = Buffer.from(token, 'base64url').toString('utf8');
    const key = text.slice(CHECK_LENGTH);
    if (key !== '' && makePageToken(scope, key) === token) return key;
  }
  throw Problem.badRequest('invalid_next_token', 'The next_token is not one of this listing.', [
    { field: 'next_token', expected: 'the next_token of an earlier answer to the same query, or nothing' },
  ]);
}

function check(scope: string, key: string): string {
  return createHash('sha256').update(`cxone-dlq page\n${scope}\n${key}`).digest('hex').slice(0, CHECK_LENGTH);
}
