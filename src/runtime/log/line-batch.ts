/** Where lines go. */
export interface LineOutput {
  write(lines: string): unknown;
}

/** Lines of this many characters together are written at once. */
const MAX_LENGTH = 65_536;

/**
 * Gathers the lines of one turn of the event loop, and writes them in one go: with a system call for each line, the log
 * of failing events costs a tenth of the CPU. What a crash that runs no code (`kill -9`) can lose is the lines of the turn
 * that it hits.
 */
export class LineBatch {
  private lines = '';

  /** @param atEndOfTurn calls back when the turn has ended */
  constructor(
    private readonly output: LineOutput,
    private readonly atEndOfTurn: (flush: () => void) => unknown = setImmediate,
  ) {}

  write(line: string): void {
    const isFirst = this.lines === '';
    this.lines += line;
    if (this.lines.length >= MAX_LENGTH) this.flush();
    else if (isFirst) this.atEndOfTurn(() => this.flush());
  }

  /** Writes what was gathered, now. */
  flush(): void {
    const { lines } = this;
    this.lines = '';
    if (lines !== '') this.output.write(lines);
  }
}
