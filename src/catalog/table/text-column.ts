import { emptyTexts, type Chosen, type Column, type Fits } from './column.js';

/** Texts that differ from row to row, or `null`. */
export class TextColumn implements Column<string | null> {
  /** `null`: no row has a text, and no memory is taken. */
  private values: Array<string | null> | null = null;

  get(offset: number): string | null {
    return this.values === null ? null : this.values[offset]!;
  }

  set(offset: number, value: string | null): void {
    if (this.values === null) {
      if (value === null) return;
      this.values = emptyTexts();
    }
    this.values[offset] = value;
  }

  narrow(chosen: Chosen, count: number, fits: Fits<string | null>): number {
    const { values } = this;
    if (values === null) return fits(null) ? count : 0;
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const offset = chosen[place]!;
      if (fits(values[offset]!)) chosen[kept++] = offset;
    }
    return kept;
  }
}
