import { BLOCK_ROWS, type Chosen, type Column, type Fits } from './column.js';

/** Numbers, 8 bytes each. */
export class NumberColumn implements Column<number> {
  private readonly values = new Float64Array(BLOCK_ROWS);

  get(offset: number): number {
    return this.values[offset]!;
  }

  set(offset: number, value: number): void {
    this.values[offset] = value;
  }

  narrow(chosen: Chosen, count: number, fits: Fits<number>): number {
    const { values } = this;
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const offset = chosen[place]!;
      if (fits(values[offset]!)) chosen[kept++] = offset;
    }
    return kept;
  }

  /** The same for a range, without a call for each row. */
  between({ least, most }: { least: number; most: number }, chosen: Chosen, count: number): number {
    const { values } = this;
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const offset = chosen[place]!;
      const value = values[offset]!;
      if (value >= least && value <= most) chosen[kept++] = offset;
    }
    return kept;
  }
}
