/** Where lines go. */
export interface LineOutput {
  write(lines: string): unknown;
}

/** Lines of this many characters together are written at once. */
const MAX_LENGTH = 65_536;

/** How long lines are gathered, milliseconds: nobody who reads a log notices it. */
export const GATHER_MS = 10;

/**
 * Gathers lines for a moment, and writes them in one go: with a system call for each line, the log of failing events costs
 * a tenth of the CPU. What a crash that runs no code (`kill -9`) can lose is the lines of the last GATHER_MS.
 */
export class LineBatch {
  private lines = '';

  /** @param soon calls back after a moment, unless the process ends before that */
  constructor(
    private readonly output: LineOutput,
    private readonly soon: (flush: () => void) => unknown = (flush) => setTimeout(flush, GATHER_MS).unref(),
  ) {}

  write(line: string): void {
    const isFirst = this.lines === '';
    this.lines += line;
    if (this.lines.length >= MAX_LENGTH) this.flush();
    else if (isFirst) this.soon(() => this.flush());
  }

  /** Writes what was gathered, now. */
  flush(): void {
    const { lines } = this;
    this.lines = '';
    if (lines !== '') this.output.write(lines);
  }
}
