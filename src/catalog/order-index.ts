/**
 * The names of records, grouped by the value that their events are ordered by (ORDER_BY), in the order of their first
 * failure. It answers which record the others of its group wait for: the first.
 */
export class OrderIndex {
  /** Sorted by `placeOf`. */
  private readonly lines = new Map<string, string[]>();

  add(key: string, name: string): void {
    const line = this.lines.get(key);
    if (line === undefined) {
      this.lines.set(key, [name]);
      return;
    }
    const index = indexOf(line, name);
    if (line[index] !== name) line.splice(index, 0, name);
  }

  remove(key: string, name: string): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    const index = indexOf(line, name);
    if (line[index] === name) line.splice(index, 1);
    if (line.length === 0) this.lines.delete(key);
  }

  /** The oldest, where it comes before `name`. */
  firstBefore(key: string, name: string): string | undefined {
    const first = this.lines.get(key)?.[0];
    return first !== undefined && placeOf(first) < placeOf(name) ? first : undefined;
  }
}

/** The position of `name`, or the position where it would be inserted. */
function indexOf(line: readonly string[], name: string): number {
  const place = placeOf(name);
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(line[middle]!) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A text that sorts by time. A trace id does, because it begins with milliseconds (the tutorial's program:
 * nanoseconds). The name of an object of the tutorial's program is its whole key, which begins with an hour in an
 * unknown zone.
 */
function placeOf(name: string): string {
  return name.startsWith('DLQ-') ? name : `${name.slice(name.lastIndexOf('/') + 1)} ${name}`;
}
