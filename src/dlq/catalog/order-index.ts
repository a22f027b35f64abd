/** Names in the order of their first failure, by what their events are kept in order by. */
export class OrderIndex {
  /** Sorted: a trace id begins with the time. */
  private readonly lines = new Map<string, string[]>();

  add(key: string, name: string): void {
    const line = this.lines.get(key);
    if (line === undefined) {
      this.lines.set(key, [name]);
      return;
    }
    const place = placeOf(line, name);
    if (line[place] !== name) line.splice(place, 0, name);
  }

  remove(key: string, name: string): void {
    const line = this.lines.get(key);
    if (line === undefined) return;
    const place = placeOf(line, name);
    if (line[place] === name) line.splice(place, 1);
    if (line.length === 0) this.lines.delete(key);
  }

  /** Those that come before `name`, the oldest first. */
  *ahead(key: string, name: string): IterableIterator<string> {
    for (const other of this.lines.get(key) ?? []) {
      if (other >= name) return;
      yield other;
    }
  }
}

/** Where `name` stands, or would. */
function placeOf(line: readonly string[], name: string): number {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (line[middle]! < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
