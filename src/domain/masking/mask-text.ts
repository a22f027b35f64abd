import { MASKED } from './mask-path.js';

/** A shorter value stands in too many texts by chance, so it is masked at its own place alone. */
export const MIN_VALUE_LENGTH = 4;

/**
 * Free text, such as an error or what a target answered, without the values that are masked in the event: a target that
 * refuses a phone number often quotes it.
 *
 * @param values in their plain form, of the event that the text is about
 */
export function maskText(text: string, values: ReadonlySet<string>): string {
  let masked = text;
  // The longest first: one value may be a part of another.
  const longestFirst = [...values].filter(({ length }) => length >= MIN_VALUE_LENGTH).toSorted(byLength);
  for (const value of longestFirst) {
    for (const spelling of spellings(value)) masked = masked.replaceAll(spelling, MASKED);
  }
  return masked;
}

/** As it is, inside JSON, inside JSON inside JSON, and in a form or an address. */
function spellings(value: string): Set<string> {
  const inJson = JSON.stringify(value).slice(1, -1);
  const percent = encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
  const all = [value, inJson, JSON.stringify(inJson).slice(1, -1), percent, percent.replaceAll('%20', '+')];
  return new Set(all.toSorted(byLength));
}

function byLength(one: string, other: string): number {
  return other.length - one.length;
}
