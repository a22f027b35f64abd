import { createHash } from 'node:crypto';

/** Characters of an id that a summary keeps. */
export const MAX_ID_LENGTH = 256;

/** Of the digest that stands at the end of a longer one, base64url. */
const DIGEST_LENGTH = 43;

/**
 * An id as a summary keeps, shows and compares it. A longer one is its beginning and a digest of all of it, so that two
 * long ids stay two, and a filter by the whole id finds it as well as one by what is shown.
 */
export function shownId<T extends string | null>(id: T): T | string {
  if (id === null || id.length <= MAX_ID_LENGTH) return id;
  const digest = createHash('sha256').update(id).digest('base64url');
  return `${wellFormed(id.slice(0, MAX_ID_LENGTH - DIGEST_LENGTH - 1))}~${digest}`;
}

/** Without the half of a character that the cut may have left, and as a text that does not keep the whole one alive. */
function wellFormed(text: string): string {
  const whole = /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
  return Buffer.from(whole, 'utf8').toString('utf8');
}
