import { remembered } from '../text/remembered.js';
import { keep, kept, maskQuoted } from './mask-quoted.js';

/** Characters of a reason that count: enough to tell causes apart, and a bound for the work. */
const MAX_LENGTH = 1_024;

/** Characters that are looked at: a record keeps more of each error than this. */
const MAX_SEEN = 4_096;

/** By so many characters an id is recognised where the reason was cut off inside it. */
const ID_START = 200;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+/gu;
/** Dates with the names of days and months: their numbers are masked as numbers. */
const DATE =
  /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?:\d{1,2}, )?\d{4}(?:,? \d{1,2}:\d{2}(?::\d{2})?)?(?: ?(?:AM|PM|GMT|UTC|[+-]\d{4}))*/g;
/** A status tells causes apart, in all the ways in which libraries write it. */
const STATUS =
  /\b((?:HTTP(?:\/\d(?:\.\d)?)?|status(?:[ _-]?code)?|response code|answered|returned|responded with)\b["']?\s*[:=]?\s*["']?)([1-5]\d\d)(?!\d|\.\d| (?:rows|records|items|results|bytes|ms|s)\b)/gi;
const STATUS_BEFORE_PHRASE =
  /\b([45]\d\d)(?= (?:Bad|Unauthorized|Forbidden|Not|Service|Internal|Gateway|Too|Conflict|Unprocessable|Request|Gone|Payment|Method|Precondition)\b)/g;
/** Error codes that have digits. */
const ERROR_CODE = /\b(?:AADSTS\d{4,8}|ORA-\d{5}|SQLSTATE\W{0,2}[0-9A-Z]{5}|E11000|0x8[0-9A-F]{7})\b/g;
/** Where a field stands: its name may have a digit (`address1`), an index in a list does not count. */
const PATH = /(?<![\p{L}\p{N}_/.])(?:\/?(?:payload|data)(?:[/.[][\p{L}\p{N}_$\]-]*)+)/gu;
/** The values of ids, whatever they consist of. */
const ID_VALUE =
  /\b((?:request|trace|correlation|session|host|record|message|existing|account|key)[ _-]?ids?|ids?|guid|nonce)("?\s*[:=]\s*"?)([^\s,;"')}\]]+)/gi;
/** The values between parentheses of `(a, b)=(1, 2)`, and of rows. */
const ROW = /(=|\bcontains )\([^)]*\)/g;
const HOST_PORT = /(?<![\p{L}\p{N}.-])((?:[\p{L}\p{N}-]+\.)+\p{L}{2,}):\d{1,5}\b/gu;
const ROLE_SESSION = /(assumed-role\/[\w+=,.@-]+\/)[\w+=,.@-]+/g;
const HEX = /\b[0-9a-f]{8,}\b/gi;
const WORD = /[\p{L}\p{N}_.:+-]+/gu;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/**
 * A reason without what differs from event to event: `?` stands for the event's own ids, quoted values, numbers, addresses
 * and times. What tells causes apart stays: names of fields, an HTTP status, an error code, a host.
 *
 * @param ids of the event; masked where they stand as words of their own
 */
export function maskReason(reason: string, ids: ReadonlyArray<string | null>): string {
  let text = reason.slice(0, MAX_SEEN);
  const longestFirst = ids.toSorted((a, b) => (b?.length ?? 0) - (a?.length ?? 0));
  for (const id of longestFirst) if (id) text = maskId(text, id);
  return maskedSentence(text.slice(0, MAX_LENGTH));
}

const maskedSentence = remembered((sentence) => kept(maskSentence(sentence)));

/** The order counts: what a rule leaves for the next one. */
function maskSentence(sentence: string, depth = 0): string {
  return maskQuoted(sentence.replace(UUID, '?').replace(EMAIL, '?'), maskSentence, depth)
    .replace(STATUS, (_, before: string, status: string) => before.replace(/\d/g, '') + keep(status))
    .replace(STATUS_BEFORE_PHRASE, keep)
    .replace(ERROR_CODE, keep)
    .replace(PATH, (path) => keep(path.replace(/\[\d*\]/g, '[]').replace(/([/.])\d+(?![^/.[])/g, '$1')))
    .replace(DATE, '?')
    .replace(ROLE_SESSION, '$1?')
    .replace(ROW, '$1(?)')
    .replace(ID_VALUE, '$1$2?')
    .replace(HOST_PORT, '$1:?')
    .replace(HEX, '?')
    .replace(WORD, (word) => (/\p{N}/u.test(word) ? '?' : word))
    .replace(/\[\?\]:?\?*/g, '?')
    .replace(/\?(?:[\s/]*\?)+/g, '?');
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
