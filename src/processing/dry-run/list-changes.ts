/** How one list becomes another. All indices are those at the time of the step, the steps being made in this order. */
export interface ListChanges {
  /** Elements that go, from the last to the first. */
  removed: number[];
  /** Then: an element moves, or a new one comes. `index`: where the new one stands in the later list. */
  placed: Array<{ kind: 'move'; from: number; to: number } | { kind: 'add'; to: number; index: number }>;
  /** Pairs that stand between the same neighbours and differ: where they were, and where they are now. */
  changed: Array<{ before: number; after: number }>;
}

/** Elements that move or come. Each costs a walk along the list. */
const MAX_PLACED = 500;

/**
 * Compares two lists whose elements are given as numbers, the same number for equal elements. As many elements as possible
 * stay where they are, in relation to each other; the others moved, came, went, or were changed.
 *
 * @returns `null` where more than MAX_PLACED elements move or come
 */
export function listChanges(before: readonly number[], after: readonly number[]): ListChanges | null {
  const oldPlaces = samePlaces(before, after);
  const staying = longestRise(oldPlaces);
  const changed = pairsBetween(staying, oldPlaces, before.length);
  if (after.length - staying.length - changed.length > MAX_PLACED) return null;
  const oldOf = [...oldPlaces];
  for (const pair of changed) oldOf[pair.after] = pair.before;
  const kept = new Set(oldOf);
  const present = [...before.keys()].filter((old) => kept.has(old));
  const removed = [...before.keys()].filter((old) => !kept.has(old)).toReversed();
  const fixed = new Set([...staying, ...changed.map((pair) => pair.after)]);
  return { removed, placed: placedInto(present, oldOf, fixed), changed };
}

/** For each element of the later list where an equal one was; -1: nowhere. */
function samePlaces(before: readonly number[], after: readonly number[]): number[] {
  const places = new Map<number, number[]>();
  for (const [old, value] of [...before.entries()].toReversed()) {
    const known = places.get(value);
    if (known === undefined) places.set(value, [old]);
    else known.push(old);
  }
  return after.map((value) => places.get(value)?.pop() ?? -1);
}

/** Where the longest rising part of the numbers stands; -1 is no number. */
function longestRise(numbers: readonly number[]): number[] {
  /** For each length the place of the smallest number that ends such a part. */
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const [place, number] of numbers.entries()) {
    if (number < 0) continue;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    previous.set(place, ends[low - 1]);
    ends[low] = place;
  }
  const rise: number[] = [];
  for (let place = ends.at(-1); place !== undefined; place = previous.get(place)) rise.push(place);
  return rise.toReversed();
}

/** What is neither equal nor elsewhere, between two elements that stay, is paired in order: it was changed there. */
function pairsBetween(
  staying: readonly number[],
  oldPlaces: readonly number[],
  length: number,
): ListChanges['changed'] {
  const elsewhere = new Set(oldPlaces);
  const pairs: ListChanges['changed'] = [];
  let [old, next] = [0, 0];
  for (const end of [...staying, oldPlaces.length]) {
    const oldEnd = oldPlaces[end] ?? length;
    for (; next < end; next++) {
      if (oldPlaces[next] !== -1) continue;
      while (old < oldEnd && elsewhere.has(old)) old++;
      if (old < oldEnd) pairs.push({ before: old++, after: next });
    }
    [old, next] = [oldEnd + 1, end + 1];
  }
  return pairs;
}

/**
 * @param present what is left of the list, by where each element was; it becomes the later list
 * @param oldOf where each element of the later list was; -1: it comes
 * @param fixed places in the later list of what is not moved
 */
function placedInto(
  present: number[],
  oldOf: readonly number[],
  fixed: ReadonlySet<number>,
): ListChanges['placed'] {
  const placed: ListChanges['placed'] = [];
  /** Behind the element that was looked at last. */
  let to = 0;
  for (const [index, old] of oldOf.entries()) {
    if (fixed.has(index)) {
      to = present.indexOf(old, to) + 1;
      continue;
    }
    if (old === -1) {
      placed.push({ kind: 'add', to, index });
    } else {
      const from = present.indexOf(old);
      present.splice(from, 1);
      if (from < to) to--;
      if (from !== to) placed.push({ kind: 'move', from, to });
    }
    present.splice(to++, 0, old);
  }
  return placed;
}
