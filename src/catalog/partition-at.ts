/**
 * Orders an array in part: the element at `place` is the one that stands there in the sorted array, those before it come
 * before it, and those behind it after it. It takes time by the length alone, where sorting takes more (quickselect).
 *
 * @param place an index of the array
 * @param from what stands before this index is in its place already
 */
export function partitionAt<T>(
  items: T[],
  place: number,
  compare: (one: T, other: T) => number,
  from: number,
): void {
  let [low, high] = [from, items.length - 1];
  while (low < high) {
    const pivot = middleOf(items[low]!, items[(low + high) >> 1]!, items[high]!, compare);
    let [left, right] = [low, high];
    while (left <= right) {
      while (compare(items[left]!, pivot) < 0) left++;
      while (compare(items[right]!, pivot) > 0) right--;
      if (left > right) break;
      [items[left], items[right]] = [items[right]!, items[left]!];
      left++;
      right--;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else return;
  }
}

/** The one of three that stands between the others: items that are sorted already would make a worse choice slow. */
function middleOf<T>(a: T, b: T, c: T, compare: (one: T, other: T) => number): T {
  if (compare(a, b) < 0) return compare(b, c) < 0 ? b : compare(a, c) < 0 ? c : a;
  return compare(a, c) < 0 ? a : compare(b, c) < 0 ? c : b;
}
