/** What happened in a run, in order, for whoever runs it again. Kept only where somebody reads it. */
export class Story {
  readonly lines: string[] = [];

  /**
   * @param now true time, milliseconds since the epoch
   * @param kept otherwise nothing is told, which is quicker
   */
  constructor(
    private readonly now: () => number,
    private readonly kept: boolean,
  ) {}

  tell(who: string, what: () => string): void {
    if (!this.kept) return;
    this.lines.push(`${new Date(this.now()).toISOString().slice(11, 23)} ${who.padEnd(8)} ${what()}`);
  }
}
