/** Characters of a reason that count: enough to tell causes apart, and a bound for the work. */
const MAX_LENGTH = 1_024;

/** Characters that are looked at: a record keeps more of each error than this. */
const MAX_SEEN = 4_096;

/** By so many characters an id is recognised where the reason was cut off inside it. */
const ID_START = 200;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;
const HTTP_STATUS = /\b(HTTP|status) (\d{3})\b/gi;
const WORD = /[\p{L}\p{N}_.:+-]+/gu;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;
const STATUS_MARK = '\u{e000}';

/**
 * A reason without what differs from event to event: `?` stands for the event's own ids, quoted values and numbers. What
 * tells causes apart stays, such as an HTTP status.
 *
 * @param ids of the event; masked where they stand as words of their own
 */
export function maskReason(reason: string, ids: ReadonlyArray<string | null>): string {
  let text = reason.slice(0, MAX_SEEN);
  const longestFirst = ids.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0));
  for (const id of longestFirst) if (id) text = maskId(text, id);
  return text
    .slice(0, MAX_LENGTH)
    .replace(QUOTED, '?')
    .replace(/["'`][^"'`]*$/, '?')
    .replace(UUID, '?')
    .replace(HTTP_STATUS, (_, word: string, status: string) => `${word} ${STATUS_MARK}${inLetters(status)}`)
    .replace(WORD, (word) => (/\p{N}/u.test(word) ? '?' : word))
    .replace(/\u{e000}([a-j]{3})/gu, (_, letters: string) => inDigits(letters));
}

/** Masks an id, but not where it is a part of another word. */
function maskId(text: string, id: string): string {
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) {
    const [before, after] = [text[at - 1] ?? '', text[at + id.length] ?? ''];
    if (WORD_CHARACTER.test(before) || WORD_CHARACTER.test(after)) continue;
    masked += `${text.slice(from, at)}?`;
    from = at + id.length;
  }
  return maskCutOff(masked + text.slice(from), id);
}

function maskCutOff(text: string, id: string): string {
  const at = id.length > ID_START ? text.lastIndexOf(id.slice(0, ID_START)) : -1;
  return at >= 0 && id.startsWith(text.slice(at)) ? `${text.slice(0, at)}?` : text;
}

function inLetters(digits: string): string {
  return digits.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
}

function inDigits(letters: string): string {
  return letters.replace(/[a-j]/g, (letter) => String('abcdefghij'.indexOf(letter)));
}
