/**
 * Lets pieces of work that each take a while of the main thread follow one another with everything else in between:
 * without it the bodies that have arrived together are all worked on before anybody else is answered.
 */
export class LoopTurns {
  private readonly waiting: Array<() => void> = [];

  /** Resolves when it is the caller's turn: one is given in each round of the event loop, in the order of asking. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(() => this.give());
    });
  }

  private give(): void {
    this.waiting.shift()?.();
    if (this.waiting.length > 0) setImmediate(() => this.give());
  }
}
