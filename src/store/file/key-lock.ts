/** Runs tasks on the same key one after the other, and tasks on different keys at the same time. */
export class KeyLock {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` after all earlier tasks on `key` have ended, whether they succeeded or failed. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#tails.get(key);
    let release = (): void => undefined;
    const tail = new Promise<void>((resolve) => (release = resolve));
    this.#tails.set(key, tail);
    try {
      await previous;
      return await work();
    } finally {
      release();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
