/** A quoted text with its escapes. An apostrophe inside a word, such as that of `don't`, opens and closes nothing. */
const QUOTED =
  /"((?:[^"\\]|\\.)*)"|(?<![\p{L}\p{N}])'((?:[^'\\]|\\.|'(?=[\p{L}\p{N}]))*)'(?![\p{L}\p{N}])|`([^`]*)`/gu;

/** A quote that is never closed, since the text was cut off. */
const UNCLOSED = /(?:"|(?<![\p{L}\p{N}])'|`)[^"'`]*$/u;

/** What programs call things: a field, a path to one, a column, a constraint. */
const NAME = /^[\p{L}_$@/][\p{L}\p{N}_$@/.-]{0,80}(?:\[\d*\][\p{L}\p{N}_$/.-]{0,80}){0,8}$/u;

/** A word of a closed list, such as an error code. */
const CODE = /^[A-Z][A-Z_]{2,60}$/;

/** Quotes after these words hold a name. */
const NAME_FOLLOWS =
  /\b(?:propert(?:y|ies)|fields?|columns?|constraint|relation|table|parameter|param|argument|attribute|keyword|function|index|schema|header|entity|member|reading|setting|variable|option|method|operator)\W{0,3}$/i;

/** Quotes before these words hold a name. */
const NAME_PRECEDES =
  /^(?:\s*:|\s+(?:must|argument|property|field|column|parameter|attribute|is required|is not allowed)\b)/i;

/** Members of JSON whose value is a name or a word of a closed list. */
const TELLING =
  /"(?:code|error|error_?code|type|category|sub_?category|name|field|fields|property|path|status|reason)"\s*:\s*\[?\s*$/i;

/** Members of JSON whose value is a sentence. */
const SENTENCE =
  /"(?:message|detail|details|description|error_description|error_?message|title|reason)"\s*:\s*$/i;

/** How deep sentences in sentences are looked into: an answer in an answer. */
const MAX_DEPTH = 3;

/** Masks what quotes hold, where it is a value and no name. @param mask masks a sentence that a value holds */
export function maskQuoted(
  text: string,
  mask: (sentence: string, depth: number) => string,
  depth = 0,
): string {
  type Quote = string | undefined;
  const masked = text.replace(
    QUOTED,
    (whole: string, double: Quote, single: Quote, tick: Quote, at: number) => {
      const before = text.slice(Math.max(0, at - 80), at);
      const content = double ?? single ?? tick ?? '';
      if (SENTENCE.test(before) && depth < MAX_DEPTH && /\s/.test(content)) {
        return mask(content.replace(/\\(["\\/])/g, '$1'), depth + 1);
      }
      const isName =
        NAME_FOLLOWS.test(before) ||
        NAME_PRECEDES.test(text.slice(at + whole.length)) ||
        TELLING.test(before);
      if (isName && NAME.test(content)) return nameOf(content);
      return CODE.test(content) ? nameOf(content) : '?';
    },
  );
  return masked.replace(UNCLOSED, '?');
}

/** Digits of a name stay (`address1`), those of an index and of what looks like an id do not. */
function nameOf(content: string): string {
  const plain = content.replace(/\[\d+\]/g, '[]').replace(/(^|[/.])\d+(?=[/.]|$)/g, '$1');
  return keep(/\d{5}/.test(plain) ? '' : plain);
}

const KEPT_FROM = 0xe000;

/** Spells digits so that what masks numbers later leaves them alone. */
export function keep(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(KEPT_FROM + Number(digit)));
}

/** Undoes `keep`. */
export function kept(text: string): string {
  return text.replace(/[\ue000-\ue009]/g, (digit) => String(digit.charCodeAt(0) - KEPT_FROM));
}
