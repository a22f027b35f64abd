/** One character, an escape of one, or a class; then how often, and whether lazily. */
const PART =
  /(?:[^\\^$.|?*+()[\]{}]|\.|\\[dDwWsSnrtfv]|\\[^\p{L}\p{N}]|\[\^?(?:[^\]\\[]|\\[^\p{L}]|\\[dDwWsSnrtfv])+\])(?:(\{\d{1,3}\})|([*+?]|\{\d{1,6},\d{0,6}\})\??)?/uy;

/** Characters that the fixed parts of one pattern may match. */
const MAX_FIXED_LENGTH = 200;

/**
 * How many steps a regular expression takes for each character of a text, at most; `null` where it is not known that
 * its time grows with the text's length alone. Known are patterns of single characters and classes in a row, without
 * groups and alternatives; one part at most has no fixed length, and such a pattern begins with `^`. A pattern that is
 * not known may be quick all the same.
 */
export function patternCost(pattern: string): number | null {
  const anchored = pattern.startsWith('^');
  const body = pattern.slice(
    anchored ? 1 : 0,
    pattern.endsWith('$') && !pattern.endsWith('\\$') ? -1 : undefined,
  );
  let variable = 0;
  let fixed = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < body.length) {
    const found = PART.exec(body);
    if (found === null) return null;
    const [, times, open] = found;
    if (open !== undefined) variable++;
    fixed += times === undefined ? 1 : Number(times.slice(1, -1));
    if (fixed > MAX_FIXED_LENGTH) return null;
  }
  return variable <= (anchored ? 1 : 0) ? fixed + 2 : null;
}
