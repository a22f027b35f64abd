/** The queue is full. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';
}

/** Lets tasks take turns: one runs at a time, in the order of their arrival. */
export class Turns {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** @param maxWaiting tasks that wait while one runs */
  constructor(private readonly maxWaiting: number) {}

  /**
   * Runs `work` when its turn has come. A task whose signal aborts while it waits is never started. A running task
   * continues after its signal aborts, but its caller stops waiting.
   *
   * @throws TooManyWaiting; the signal's reason; what `work` throws
   */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.waiting > this.maxWaiting) throw new TooManyWaiting('too many tasks wait for their turn');
    this.waiting++;
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(signal.reason as Error);
      signal.addEventListener('abort', giveUp, { once: true });
      this.tail = this.tail.then(async () => {
        try {
          if (!signal.aborted) resolve(await work());
        } catch (error) {
          reject(error);
        } finally {
          this.waiting--;
          signal.removeEventListener('abort', giveUp);
        }
      });
    });
  }
}
