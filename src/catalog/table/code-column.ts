import { BLOCK_ROWS, type Chosen } from './column.js';
import type { Dictionary } from './dictionary.js';

/** Texts of a dictionary, as their codes. */
export class CodeColumn<T extends string | null> {
  private readonly codes = new Uint32Array(BLOCK_ROWS);

  constructor(private readonly dictionary: Dictionary) {}

  get(offset: number): T {
    return this.dictionary.textOf(this.codes[offset]!) as T;
  }

  set(offset: number, value: T | null): void {
    // The new text first: where it is the same one, it keeps its code.
    const code = this.dictionary.take(value);
    this.dictionary.release(this.codes[offset]!);
    this.codes[offset] = code;
  }

  /** @param fitting `Dictionary.fitting` of what is wanted; see `Column.narrow` for the rest */
  narrowTo(fitting: Uint8Array, chosen: Chosen, count: number): number {
    const { codes } = this;
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const offset = chosen[place]!;
      if (fitting[codes[offset]!] === 1) chosen[kept++] = offset;
    }
    return kept;
  }

  /** Adds the chosen rows to the counts of their codes. */
  tally(counts: Uint32Array, chosen: Chosen, count: number): void {
    const { codes } = this;
    for (let place = 0; place < count; place++) counts[codes[chosen[place]!]!]!++;
  }
}
