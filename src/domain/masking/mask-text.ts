import { MASKED } from './mask-path.js';
import { lower, viewsOf, type TextView } from './text-views.js';

/** A shorter value stands in too many texts by chance: it is masked in a text only where it stands in quotes. */
const MIN_VALUE_LENGTH = 4;

/** Values that are looked for, and comparisons for one text. Where there are more, the text is masked as a whole. */
const [MAX_VALUES, MAX_COMPARISONS] = [50_000, 500_000];

/** What says that a text was cut off here. */
const CUT = '…';

interface Span {
  start: number;
  end: number;
}

/**
 * Takes values out of free text, such as an error or what a target answered: a target that refuses a phone number often
 * quotes it. A value is found in upper and lower case, escaped for JSON, addresses and HTML, and where the end of the
 * text cuts it off.
 */
export class TextMask {
  /** In lower case by their first characters, the longest first. */
  private readonly byStart = new Map<string, string[]>();
  private readonly short = new Set<string>();
  private readonly tooMany: boolean;
  private comparisons = 0;

  /** @param values in their plain form, of the event that the texts are about */
  constructor(values: Iterable<string>) {
    const all = new Set<string>();
    for (const value of values) for (const spelling of spellingsOf(value)) all.add(lower(spelling));
    this.tooMany = all.size > MAX_VALUES;
    if (this.tooMany) return;
    for (const value of [...all].toSorted((one, other) => other.length - one.length)) {
      if (value.length < MIN_VALUE_LENGTH) {
        this.short.add(value);
        continue;
      }
      const start = value.slice(0, MIN_VALUE_LENGTH);
      const known = this.byStart.get(start);
      if (known === undefined) this.byStart.set(start, [value]);
      else known.push(value);
    }
  }

  mask(text: string): string {
    if (text === '' || (this.byStart.size === 0 && this.short.size === 0 && !this.tooMany)) return text;
    this.comparisons = 0;
    const spans = this.tooMany ? null : this.spansIn(text);
    if (spans === null) return MASKED;
    let out = '';
    let keptFrom = 0;
    for (const { start, end } of merged(spans)) {
      out += text.slice(keptFrom, start) + MASKED;
      keptFrom = end;
    }
    return out + text.slice(keptFrom);
  }

  /** @returns `null` where it takes too long */
  private spansIn(text: string): Span[] | null {
    const spans: Span[] = [];
    for (const view of viewsOf(text)) {
      const { chars, starts } = view;
      for (let at = 0; at < chars.length;) {
        const end = this.endOfValueAt(view, at);
        if (this.comparisons > MAX_COMPARISONS) return null;
        if (end === null) {
          at++;
        } else {
          // Quotes around a short value stay.
          const from = end.quoted ? at + 1 : at;
          spans.push({ start: starts[from]!, end: starts[end.at]! });
          at = end.at;
        }
      }
    }
    return spans;
  }

  private endOfValueAt({ chars }: TextView, at: number): { at: number; quoted?: true } | null {
    const quote = chars[at];
    if (this.short.size > 0 && (quote === '"' || quote === "'" || quote === '`')) {
      const close = chars.indexOf(quote, at + 1);
      const inside = close > at && close - at <= MIN_VALUE_LENGTH ? chars.slice(at + 1, close) : '';
      if (this.short.has(inside)) return { at: close, quoted: true };
    }
    const candidates = this.byStart.get(chars.slice(at, at + MIN_VALUE_LENGTH));
    if (candidates === undefined) return null;
    const mark = chars.indexOf(CUT, at);
    const cut = mark === -1 ? chars.length : mark;
    for (const value of candidates) {
      this.comparisons++;
      if (chars.startsWith(value, at)) return { at: at + value.length };
      if (value.length > cut - at && value.startsWith(chars.slice(at, cut))) return { at: cut };
    }
    return null;
  }
}

/** A number is also spelt as JavaScript, and with it many a program, spells it. What has no letter or digit is no value. */
function spellingsOf(value: string): string[] {
  const plain = value.trim();
  if (!/[\p{L}\p{N}]/u.test(plain)) return [];
  return /^-?\d/.test(plain) && !Number.isNaN(Number(plain)) ? [plain, String(Number(plain))] : [plain];
}

function merged(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = out.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}
