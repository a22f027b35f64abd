import { createHash } from 'node:crypto';

/** Characters of an id that a summary keeps. */
export const MAX_ID_LENGTH = 256;

/** Characters of the digest at the end of a shortened id, base64url. */
const DIGEST_LENGTH = 43;

/**
 * An id as a summary keeps, shows and compares it. A long id is shortened to its beginning and a digest of the whole,
 * so that two long ids stay different. A filter finds it by the whole id and by the shortened one.
 */
export function shownId<T extends string | null>(id: T): T | string {
  if (id === null || id.length <= MAX_ID_LENGTH) return id;
  const digest = createHash('sha256').update(id).digest('base64url');
  return `${wellFormed(id.slice(0, MAX_ID_LENGTH - DIGEST_LENGTH - 1))}~${digest}`;
}

/** Removes half a character at the cut, and copies the text so that V8 does not keep the whole one in memory. */
function wellFormed(text: string): string {
  const whole = /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
  return Buffer.from(whole, 'utf8').toString('utf8');
}
