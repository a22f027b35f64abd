import { createHash } from 'node:crypto';
import type { Failure } from './failure.js';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const HTTP_STATUS = /\b(HTTP|status) (\d{3})\b/gi;
const WORD_WITH_DIGIT = /[\p{L}\p{N}_.:+-]*\p{N}[\p{L}\p{N}_.:+-]*/gu;

/**
 * The same text for failures of the same cause: the error code and the reason, with everything masked that
 * differs from event to event (the event's own ids, quoted values, numbers). `v1-` and 16 hex digits.
 *
 * @param known values that belong to the event, such as its id; masked wherever they stand
 */
export function fingerprintOf(
  failure: Pick<Failure, 'code' | 'reason'>,
  known: Array<string | null>,
): string {
  let reason = failure.reason;
  for (const value of known.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0))) {
    if (value) reason = reason.replaceAll(value, '?');
  }
  const masked = reason
    .replace(QUOTED, '?')
    .replace(UUID, '?')
    // A status tells causes apart, so it is spelt out in letters before the numbers are masked.
    .replace(HTTP_STATUS, (_, word: string, status: string) => `${word} ${inLetters(status)}`)
    .replace(WORD_WITH_DIGIT, '?');
  return `v1-${createHash('sha256').update(`${failure.code}\n${masked}`).digest('hex').slice(0, 16)}`;
}

function inLetters(digits: string): string {
  return digits.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
}
