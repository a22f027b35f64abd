/** The characters of a JSON number (RFC 8259, section 6). */
export const NUMBER_CHARACTERS = '0123456789+-.eE';

/** A longer number counts as inexact without a check: a megabyte of digits takes long to check. */
const MAX_LENGTH = 64;

export type NumberKind = 'plain' | 'respelt' | 'inexact';

/** `plain`: JavaScript writes it as it stands; `respelt`: of the same value; `inexact`: of another. */
export function kindOf(number: string): NumberKind {
  if (number.length > MAX_LENGTH) return 'inexact';
  const value = Number(number);
  const own = JSON.stringify(value);
  if (own === number) return 'plain';
  return Number.isFinite(value) && decimal(own) === decimal(number) ? 'respelt' : 'inexact';
}

/** Whether two JSON numbers have the same value, every digit counted. */
export function sameNumber(one: string, other: string): boolean {
  if (one === other) return true;
  return one.length <= MAX_LENGTH && other.length <= MAX_LENGTH && decimal(one) === decimal(other);
}

/** Whether text is a JSON number. */
export function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
}

/** The same text for numbers of the same value. */
function decimal(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - trimmed.length);
  return `${sign}${trimmed}e${power}`;
}
