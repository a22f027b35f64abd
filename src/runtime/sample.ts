import type { Random } from './runtime.module.js';

/** Picks at most `size` of the items that it is shown, each with the same chance (reservoir sampling, algorithm R). */
export class Sample<T> {
  readonly picked: T[] = [];
  /** The number of items that were shown. */
  seen = 0;

  constructor(
    private readonly size: number,
    private readonly random: Random,
  ) {}

  show(item: T): void {
    this.seen++;
    if (this.picked.length < this.size) {
      this.picked.push(item);
      return;
    }
    const place = Math.floor(this.random() * this.seen);
    if (place < this.size) this.picked[place] = item;
  }

  /** The picked items in random order (Fisher and Yates). */
  shuffled(): T[] {
    const items = [...this.picked];
    for (let last = items.length - 1; last > 0; last--) {
      const other = Math.floor(this.random() * (last + 1));
      [items[last], items[other]] = [items[other]!, items[last]!];
    }
    return items;
  }
}
