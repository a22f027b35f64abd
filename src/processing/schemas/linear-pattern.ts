/** One character, an escape, or a class; then its quantifier. */
const PART =
  /(?:[^\\^$.|?*+()[\]{}]|\.|\\[dDwWsSnrtfv]|\\[^\p{L}\p{N}]|\[\^?(?:[^\]\\[]|\\[^\p{L}]|\\[dDwWsSnrtfv])+\])(?:(\{\d{1,3}\})|([*+?]|\{\d{1,6},\d{0,6}\})\??)?/uy;

/** Characters that the fixed parts of one pattern may match. */
const MAX_FIXED_LENGTH = 200;

/**
 * The most steps that a regular expression takes for each character of a text; `null` where its time is not known to be
 * linear. A pattern is known to be linear if it is a row of characters and classes without groups and alternatives, of
 * which at most one has no fixed length; such a pattern must begin with `^`. Other patterns may be quick too.
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
