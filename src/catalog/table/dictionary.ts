/** The code of `null`, which nobody counts. */
const NONE = 0;

/**
 * Texts that many rows have in common, each as a small number, its code. A text that no row has any more gives its code
 * back, so that the memory follows what is there.
 */
export class Dictionary {
  private readonly codes = new Map<string, number>();
  private readonly texts: Array<string | null> = [null];
  /** How many rows have the text of each code. */
  private readonly uses: number[] = [0];
  private readonly free: number[] = [];

  /** One more than the largest code that any text has had. */
  get size(): number {
    return this.texts.length;
  }

  /** The code of a text that one more row has from now on. */
  take(text: string | null): number {
    if (text === null) return NONE;
    const known = this.codes.get(text);
    if (known !== undefined) {
      this.uses[known]!++;
      return known;
    }
    const code = this.free.pop() ?? this.texts.length;
    this.texts[code] = text;
    this.uses[code] = 1;
    this.codes.set(text, code);
    return code;
  }

  /** One row less has the text of this code. */
  release(code: number): void {
    if (code === NONE || --this.uses[code]! > 0) return;
    this.codes.delete(this.texts[code]!);
    this.texts[code] = null;
    this.free.push(code);
  }

  textOf(code: number): string | null {
    return this.texts[code]!;
  }

  /** Judges each text once, whatever the number of rows: 1 for the codes whose texts fit. */
  fitting(fits: (text: string | null) => boolean): Uint8Array {
    return Uint8Array.from(this.texts, (text) => (fits(text) ? 1 : 0));
  }
}
