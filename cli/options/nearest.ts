/** How far a name may be from a known one to be proposed. */
const MAX_DISTANCE = 3;

/** @returns the known name that is most like `name`; `null` where none is like it */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = candidate.startsWith(name) && name.length > 1 ? 1 : distanceBetween(name, candidate);
    if (distance <= Math.min(MAX_DISTANCE, name.length - 1) && distance < (best?.distance ?? Infinity)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name ?? null;
}

/** How many characters must be put in, taken away or replaced (Levenshtein). */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[b.length]!;
}
