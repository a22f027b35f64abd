/** After so many unreadable records in a row, the store counts as failed. */
const MAX_IN_A_ROW = 100;

/**
 * How many failed reads one scan accepts. Records that failed in an earlier scan too are counted separately: a hundred
 * broken records in one place must not keep every scan from the records after them.
 */
export class Patience {
  private newInARow = 0;
  private againInARow = 0;

  /** Whether the scan skips the other records that failed in an earlier scan. */
  get hasEnough(): boolean {
    return this.againInARow >= MAX_IN_A_ROW;
  }

  answered(): void {
    this.newInARow = 0;
    this.againInARow = 0;
  }

  /**
   * @param again whether the record failed in an earlier scan, too
   * @returns whether the scan continues
   */
  failed(again: boolean): boolean {
    if (again) this.againInARow++;
    else this.newInARow++;
    return this.newInARow <= MAX_IN_A_ROW;
  }
}
