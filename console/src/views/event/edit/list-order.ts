/** Where each element of a changed list comes from. */
export interface ListOrder {
  /** For each element its place in the list before; `null`: it is new. */
  from: Array<number | null>;
  /** Places in the changed list of elements that stay where they are, in relation to each other. */
  staying: ReadonlySet<number>;
}

/** The work grows with the square. */
const MOST_ELEMENTS = 1_000;

/**
 * Finds the elements of a list again after it was changed: equal ones wherever they stand, and one that was changed
 * between the same neighbours.
 *
 * @param before the elements as text, the same text for equal ones
 * @returns `null` where the lists are too long to be compared so
 */
export function listOrder(before: readonly string[], after: readonly string[]): ListOrder | null {
  if (before.length > MOST_ELEMENTS || after.length > MOST_ELEMENTS) return null;
  const free = new Set(before.keys());
  const from = after.map((text) => {
    const found = [...free].find((place) => before[place] === text) ?? null;
    if (found !== null) free.delete(found);
    return found;
  });
  const staying = inOrder(from);
  pairChanged(from, staying, free, before.length);
  return { from, staying };
}

/** The most elements that follow each other as before. */
function inOrder(from: readonly (number | null)[]): Set<number> {
  const best: Array<{ length: number; previous: number | null }> = [];
  for (const [at, place] of from.entries()) {
    const own = { length: place === null ? 0 : 1, previous: null as number | null };
    for (let other = 0; other < at; other++) {
      const isBefore = place !== null && from[other] !== null && from[other]! < place;
      if (isBefore && best[other]!.length >= own.length)
        Object.assign(own, { length: best[other]!.length + 1, previous: other });
    }
    best.push(own);
  }
  const longest = Math.max(0, ...best.map(({ length }) => length));
  const staying = new Set<number>();
  let at: number | null = longest === 0 ? null : best.findLastIndex(({ length }) => length === longest);
  for (; at !== null; at = best[at]!.previous) staying.add(at);
  return staying;
}

/** What is new between two elements that stay is taken for what is gone between them, in order. */
function pairChanged(
  from: Array<number | null>,
  staying: Set<number>,
  gone: ReadonlySet<number>,
  length: number,
): void {
  const ends = [...[...staying].sort((one, other) => one - other), from.length];
  let [first, firstBefore] = [0, 0];
  for (const end of ends) {
    const endBefore = from[end] ?? length;
    const places = [...gone].filter((place) => place >= firstBefore && place < endBefore);
    for (let at = first; at < end; at++) {
      const place = from[at] === null ? places.shift() : undefined;
      if (place === undefined) continue;
      from[at] = place;
      staying.add(at);
    }
    [first, firstBefore] = [end + 1, endBefore + 1];
  }
}
