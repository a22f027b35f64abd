import type { Random } from '../../runtime/runtime.module.js';

/** Picks at most `size` of what it is shown, each with the same chance, and counts all of it (reservoir sampling). */
export class Sample<T> {
  readonly picked: T[] = [];
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
}
