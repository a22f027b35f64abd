/**
 * A text with one kind of escaping undone, in lower case. The character `i` of `chars` stands in the text from `starts[i]`
 * to `starts[i + 1]`.
 */
export interface TextView {
  chars: string;
  starts: Uint32Array;
}

/** How deeply escapings are undone: JSON inside JSON inside an address is not unusual. */
const MAX_DEPTH = 3;

/** Characters of a text in which only one escaping is undone at a time: this is the second line there, behind the paths. */
const LONG_LENGTH = 65_536;

/** Undoes one escape that begins at a trigger character. `length` 0: it is none. */
type Decode = (chars: string, at: number) => { length: number; plain: string };

interface Escaping {
  trigger: RegExp;
  decode: Decode;
  /** An escape that the end of the text cuts off. */
  cutOff: RegExp;
}

const NONE = { length: 0, plain: '' };
const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const JSON_ESCAPES: Escaping = {
  trigger: /\\/,
  cutOff: /\\(?:u[0-9a-f]{0,3})?$/,
  decode: (chars, at) => {
    if (chars[at] !== '\\') return NONE;
    const next = chars[at + 1] ?? '';
    const hex = /^u[0-9a-f]{4}/.exec(chars.slice(at + 1, at + 6))?.[0];
    if (hex !== undefined)
      return { length: 6, plain: lower(String.fromCharCode(Number.parseInt(hex.slice(1), 16))) };
    return /["'\\/bfnrt]/.test(next) ? { length: 2, plain: SIMPLE[next] ?? next } : NONE;
  },
};

const PERCENT: Escaping = {
  trigger: /[%+]/,
  cutOff: /%[0-9a-f]?$/,
  decode: (chars, at) => {
    if (chars[at] === '+') return { length: 1, plain: ' ' };
    const [run = ''] = /^(?:%[0-9a-f]{2}){1,4}/.exec(chars.slice(at, at + 12)) ?? [];
    // The longest first: a character of UTF-8 has up to four bytes.
    for (let length = 3; length <= run.length; length += 3) {
      try {
        return { length, plain: lower(decodeURIComponent(run.slice(0, length))) };
      } catch {
        // It has more bytes, or is no UTF-8.
      }
    }
    return NONE;
  },
};

const HTML: Escaping = {
  trigger: /&/,
  cutOff: /&[#\w]{0,6}$/,
  decode: (chars, at) => {
    const [whole, code = '', number] = /^&(#(x[0-9a-f]+|\d+)|[a-z]+);/.exec(chars.slice(at, at + 10)) ?? [];
    if (whole === undefined) return NONE;
    const point = number === undefined ? NaN : Number(number.startsWith('x') ? `0${number}` : number);
    const plain = point <= 0x10_ffff ? String.fromCodePoint(point) : ENTITIES[code];
    return plain === undefined ? NONE : { length: whole.length, plain: lower(plain) };
  },
};

/** A text in all the ways in which it may have been written: as it is, and with escapings undone. */
export function viewsOf(text: string): TextView[] {
  const views: TextView[] = [
    { chars: lower(text), starts: Uint32Array.from({ length: text.length + 1 }, (_, i) => i) },
  ];
  let latest = views;
  const maxDepth = text.length > LONG_LENGTH ? 1 : MAX_DEPTH;
  for (let depth = 0; depth < maxDepth && latest.length > 0; depth++) {
    latest = latest.flatMap((view) =>
      [JSON_ESCAPES, PERCENT, HTML].flatMap((escaping) => undone(view, escaping) ?? []),
    );
    views.push(...latest);
  }
  return views;
}

/** @returns `null` where there is nothing to undo */
function undone({ chars, starts }: TextView, { trigger, decode, cutOff }: Escaping): TextView | null {
  if (!trigger.test(chars)) return null;
  let out = '';
  const at: number[] = [];
  const end = chars.length - (cutOff.exec(chars)?.[0].length ?? 0);
  let changed = end < chars.length;
  for (let from = 0; from < end;) {
    const { length, plain } = trigger.test(chars[from]!) ? decode(chars, from) : NONE;
    for (let i = 0; i < Math.max(1, plain.length); i++) at.push(starts[from]!);
    out += length === 0 ? chars[from]! : plain;
    changed ||= length > 0;
    from += Math.max(1, length);
  }
  at.push(starts.at(-1)!);
  return changed ? { chars: out, starts: Uint32Array.from(at) } : null;
}

/** In lower case, of the same length. */
export function lower(text: string): string {
  const all = text.toLowerCase();
  if (all.length === text.length) return all;
  return text.replaceAll(/[\s\S]/g, (char) => {
    const one = char.toLowerCase();
    return one.length === 1 ? one : char;
  });
}
