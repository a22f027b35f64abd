import { lineOfRow, PASS_ENDED, type MovedRow } from './moved-row.js';

/** Rows in one object of the journal. An interrupted run has no more than these to compare anew. */
const ROWS = 1_000;

/** Notes what a pass finds. Rows come in ascending order of their keys. */
export class PassJournal {
  private lines: string[] = [];
  private chunk = 1;

  /** @param put writes one object of the pass */
  constructor(private readonly put: (chunk: number, text: string) => Promise<void>) {}

  async add(row: MovedRow): Promise<void> {
    this.lines.push(lineOfRow(row));
    if (this.lines.length >= ROWS) await this.flush();
  }

  /** Writes what is not written yet. @param ended whether the pass has gone through all keys */
  async close(ended: boolean): Promise<void> {
    if (ended) this.lines.push(PASS_ENDED);
    if (this.lines.length > 0) await this.flush();
  }

  private async flush(): Promise<void> {
    await this.put(this.chunk++, `${this.lines.join('\n')}\n`);
    this.lines = [];
  }
}
