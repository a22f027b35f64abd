import { BLOCK_ROWS, type Chosen, type Column, type Fits } from './column.js';

/** Yes or no, a byte each. */
export class FlagColumn implements Column<boolean> {
  private readonly values = new Uint8Array(BLOCK_ROWS);

  get(offset: number): boolean {
    return this.values[offset] === 1;
  }

  set(offset: number, value: boolean): void {
    this.values[offset] = value ? 1 : 0;
  }

  narrow(chosen: Chosen, count: number, fits: Fits<boolean>): number {
    const wanted = [fits(false), fits(true)];
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const offset = chosen[place]!;
      if (wanted[this.values[offset]!] === true) chosen[kept++] = offset;
    }
    return kept;
  }
}
