/** Bounds what runs at once. What finds no slot waits for its turn, in the order of its coming. */
export class Slots {
  private readonly waiting = new Set<(entered: boolean) => void>();

  /** @param free how many may run at once */
  constructor(private free: number) {}

  /** Takes a slot, to be given back by `leave`. @returns false where `signal` was aborted before its turn came */
  enter(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.free > 0) {
      this.free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const giveUp = () => settle(false);
      const settle = (entered: boolean) => {
        this.waiting.delete(settle);
        signal.removeEventListener('abort', giveUp);
        resolve(entered);
      };
      this.waiting.add(settle);
      signal.addEventListener('abort', giveUp);
    });
  }

  leave(): void {
    const [next] = this.waiting;
    if (next === undefined) this.free++;
    else next(true);
  }
}
