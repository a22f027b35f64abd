import { createHash } from 'node:crypto';
import type { Failure } from './failure.js';

/** Characters of a masked reason that count: enough to tell causes apart, and a bound for the work. */
const MAX_LENGTH = 1_024;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const HTTP_STATUS = /\b(HTTP|status) (\d{3})\b/gi;
const WORD = /[\p{L}\p{N}_.:+-]+/gu;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/**
 * The same text for failures of the same cause: the error code and the reason, with everything masked that
 * differs from event to event (the event's own ids, quoted values, numbers). `v1-` and 16 hex digits.
 *
 * @param known values that belong to the event, such as its id; masked where they stand as words of their own
 */
export function fingerprintOf(
  failure: Pick<Failure, 'code' | 'reason'>,
  known: Array<string | null>,
): string {
  let reason = failure.reason;
  for (const value of known.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0))) {
    if (value) reason = maskWord(reason, value);
  }
  const masked = reason
    .slice(0, MAX_LENGTH)
    .replace(QUOTED, '?')
    .replace(UUID, '?')
    // A status tells causes apart, so it is spelt out in letters before the numbers are masked.
    .replace(HTTP_STATUS, (_, word: string, status: string) => `${word} ${inLetters(status)}`)
    .replace(WORD, (word) => (/\p{N}/u.test(word) ? '?' : word));
  return `v1-${createHash('sha256').update(`${failure.code}\n${masked}`).digest('hex').slice(0, 16)}`;
}

/** Masks `value`, but not where it is a part of another word. */
function maskWord(text: string, value: string): string {
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    const [before, after] = [text[at - 1] ?? '', text[at + value.length] ?? ''];
    if (WORD_CHARACTER.test(before) || WORD_CHARACTER.test(after)) continue;
    masked += `${text.slice(from, at)}?`;
    from = at + value.length;
  }
  return masked + text.slice(from);
}

function inLetters(digits: string): string {
  return digits.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
}
