import type { Clock } from './clock.js';

/** Gives a place back. Calls after the first do nothing. */
export type Release = () => void;

export interface Waiting {
  /** Urgent callers get a place before all others. Default: false. */
  urgent?: boolean;
  /** Ends the wait when it aborts. */
  signal?: AbortSignal | undefined;
}

type Settle = (release: Release | null) => void;

/** Limits how many tasks run at once. Callers that wait get a place in the order of their arrival. */
export class Semaphore {
  private readonly waiting = { urgent: new Set<Settle>(), other: new Set<Settle>() };

  /** @param free the number of places. It falls below 0 where more are taken away than are free */
  constructor(private free: number) {}

  /** Adds places, or takes some away (`more` below 0). Where too few are free, those are taken that are given back next. */
  resize(more: number): void {
    this.free += more;
    this.serve();
  }

  /** Takes a place at once; `null` when none is free. */
  tryAcquire(): Release | null {
    if (this.free <= 0) return null;
    this.free--;
    return this.releaseOnce();
  }

  /**
   * Waits for a place.
   *
   * @throws the signal's reason when the signal aborts first
   */
  async acquire({ urgent = false, signal }: Waiting = {}): Promise<Release> {
    const release = await this.wait(urgent, signal, () => () => {});
    if (release === null) throw signal?.reason as Error;
    return release;
  }

  /** Waits for a place for at most `ms` milliseconds; `null` when none became free in time or the signal aborted. */
  async acquireWithin(
    ms: number,
    clock: Clock,
    { urgent = false, signal }: Waiting = {},
  ): Promise<Release | null> {
    if (ms <= 0) return signal?.aborted ? null : this.tryAcquire();
    return this.wait(urgent, signal, (giveUp) => clock.after(ms, giveUp));
  }

  /** @param startTimer starts the timer that ends the wait, and returns what cancels it */
  private async wait(
    urgent: boolean,
    signal: AbortSignal | undefined,
    startTimer: (giveUp: () => void) => () => void,
  ): Promise<Release | null> {
    if (signal?.aborted) return null;
    const free = this.tryAcquire();
    if (free !== null) return free;
    const queue = urgent ? this.waiting.urgent : this.waiting.other;
    return new Promise((resolve) => {
      const giveUp = () => settle(null);
      const settle: Settle = (release) => {
        queue.delete(settle);
        cancel();
        signal?.removeEventListener('abort', giveUp);
        resolve(release);
      };
      const cancel = startTimer(giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      queue.add(settle);
    });
  }

  private releaseOnce(): Release {
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.free++;
      this.serve();
    };
  }

  /** Gives free places to those who wait. */
  private serve(): void {
    while (this.free > 0) {
      const [next] = this.waiting.urgent.size > 0 ? this.waiting.urgent : this.waiting.other;
      if (next === undefined) return;
      this.free--;
      next(this.releaseOnce());
    }
  }
}
