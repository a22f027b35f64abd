/** Records in a row that cannot be read, beyond which the store is taken for out of order. */
const MAX_IN_A_ROW = 100;

/**
 * How long one scan puts up with a store that hands out nothing. Those that failed in an earlier scan too count for
 * themselves: a hundred broken records at one place must not keep every scan from what comes after them.
 */
export class Patience {
  private newInARow = 0;
  private againInARow = 0;

  /** Whether no more of those are to be asked for that failed in an earlier scan. */
  get hasEnough(): boolean {
    return this.againInARow >= MAX_IN_A_ROW;
  }

  answered(): void {
    this.newInARow = 0;
    this.againInARow = 0;
  }

  /**
   * @param again whether it failed in an earlier scan, too
   * @returns whether the scan is to go on
   */
  failed(again: boolean): boolean {
    if (again) this.againInARow++;
    else this.newInARow++;
    return this.newInARow <= MAX_IN_A_ROW;
  }
}
