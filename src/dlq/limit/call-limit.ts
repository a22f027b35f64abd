/** How many calls may be under way at once, and how that adapts. */
export interface CallLimits {
  /** Calls at once while all is well. */
  maxInFlight: number;
  /** Calls that may wait for a place; more are turned away. */
  maxWaiting: number;
}

/** Calls at once that are let through however often the store asks for less. */
export const MIN_IN_FLIGHT = 4;

/** Refusals that belong to one burst halve the limit once. */
const BURST_MS = 250;

type Waiter = () => void;

/** A place in the queue. */
export interface Place {
  /** Settles when its turn has come. */
  admitted: Promise<void>;
  /** Gives the place up. @returns false where its turn has come already: then it must be used or given back */
  leave: () => boolean;
}

/**
 * Bounds the calls under way by what the store can bear: each refusal halves the limit, each success raises it by
 * one, as TCP does (additive increase, multiplicative decrease: RFC 5681, section 3.1).
 */
export class CallLimit {
  private running = 0;
  private limit: number;
  private halvedAt = -Infinity;
  private readonly waiting = new Set<Waiter>();

  constructor(private readonly limits: CallLimits) {
    this.limit = limits.maxInFlight;
  }

  /** Calls that may be under way at once now. */
  get current(): number {
    return this.limit;
  }

  /**
   * Takes a place. `true`: at once. `false`: there is none, and too many wait already. Otherwise the caller
   * waits for its turn.
   */
  enter(): boolean | Place {
    if (this.running < this.limit) {
      this.running++;
      return true;
    }
    if (this.waiting.size >= this.limits.maxWaiting) return false;
    let waiter: Waiter = () => {};
    const admitted = new Promise<void>((resolve) => (waiter = resolve));
    this.waiting.add(waiter);
    return { admitted, leave: () => this.waiting.delete(waiter) };
  }

  /**
   * Gives the place back.
   *
   * @param refused whether the store asked for less
   * @param now milliseconds since the epoch
   */
  exit(refused: boolean, now: number): void {
    this.running--;
    if (!refused) {
      this.limit = Math.min(this.limits.maxInFlight, this.limit + 1);
    } else if (now - this.halvedAt >= BURST_MS) {
      this.halvedAt = now;
      this.limit = Math.max(Math.min(MIN_IN_FLIGHT, this.limits.maxInFlight), Math.floor(this.limit / 2));
    }
    for (const waiter of this.waiting) {
      if (this.running >= this.limit) break;
      this.waiting.delete(waiter);
      this.running++;
      waiter();
    }
  }
}
