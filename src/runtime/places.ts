import type { Clock } from './clock.js';

/** How long a place is waited for, and how it can be given up before. */
export interface PlaceWait {
  ms: number;
  clock: Clock;
  /** Somebody waits for the answer: comes before all who are not urgent. */
  urgent: boolean;
  signal?: AbortSignal | undefined;
}

type Settle = (release: (() => void) | null) => void;

/** Bounds what runs at once, with a bounded wait for a place. */
export class Places {
  private readonly waiting = { urgent: new Set<Settle>(), other: new Set<Settle>() };

  /** @param free how many there are */
  constructor(private free: number) {}

  /** @returns a function that gives the place back, once however often it is called; `null`: none is free */
  tryTake(): (() => void) | null {
    if (this.free === 0) return null;
    this.free--;
    return this.ticket();
  }

  /** The same, but waits for a place; `null`: none became free in time, or `signal` was aborted. */
  take({ ms, clock, urgent, signal }: PlaceWait): Promise<(() => void) | null> {
    const now = signal?.aborted ? null : this.tryTake();
    if (now !== null || ms <= 0 || signal?.aborted) return Promise.resolve(now);
    const queue = urgent ? this.waiting.urgent : this.waiting.other;
    return new Promise((resolve) => {
      const giveUp = () => settle(null);
      const settle: Settle = (release) => {
        queue.delete(settle);
        cancel();
        signal?.removeEventListener('abort', giveUp);
        resolve(release);
      };
      const cancel = clock.after(ms, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      queue.add(settle);
    });
  }

  private ticket(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const [next] = this.waiting.urgent.size > 0 ? this.waiting.urgent : this.waiting.other;
      if (next === undefined) this.free++;
      else next(this.ticket());
    };
  }
}
