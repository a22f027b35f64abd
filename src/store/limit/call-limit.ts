/** How many calls may run and wait at once. */
export interface InFlightLimits {
  /** Calls at once while the store does not refuse any. */
  maxInFlight: number;
  /** Calls that may wait for a place. Further calls are refused. */
  maxWaiting: number;
}

/** The lowest limit, however often the store refuses calls. */
export const MIN_IN_FLIGHT = 4;

/** How often the limit had been halved when a call began. */
export type Epoch = number;

type Waiter = (epoch: Epoch) => void;

/** A place in the queue. */
export interface Place {
  /** Settles when its turn has come. */
  admitted: Promise<Epoch>;
  /** Gives the place up. @returns false where its turn has come already: then it must be used or given back */
  leave: () => boolean;
}

/**
 * Adapts the number of calls at once to the store: a refusal halves the limit, and each success raises it by one
 * (additive increase, multiplicative decrease, as TCP does: RFC 5681, section 3.1). A refused call that was sent before
 * the limit was halved does not halve it again.
 */
export class CallLimit {
  private running = 0;
  private limit: number;
  private epoch: Epoch = 0;
  private readonly waiting = new Set<Waiter>();

  constructor(private readonly limits: InFlightLimits) {
    this.limit = limits.maxInFlight;
  }

  /** Calls that may be under way at once now. */
  get current(): number {
    return this.limit;
  }

  /**
   * Takes a place. A number: the call may start, and passes the number to `exit`. `null`: too many calls wait already.
   * A `Place`: the caller waits for its turn.
   */
  enter(): Epoch | Place | null {
    if (this.running < this.limit) {
      this.running++;
      return this.epoch;
    }
    if (this.waiting.size >= this.limits.maxWaiting) return null;
    let waiter: Waiter = () => {};
    const admitted = new Promise<Epoch>((resolve) => (waiter = resolve));
    this.waiting.add(waiter);
    return { admitted, leave: () => this.waiting.delete(waiter) };
  }

  /**
   * Gives the place back.
   *
   * @param epoch of the call's beginning
   * @param refused whether the store asked for less
   */
  exit(epoch: Epoch, refused: boolean): void {
    this.running--;
    if (!refused) {
      this.limit = Math.min(this.limits.maxInFlight, this.limit + 1);
    } else if (epoch === this.epoch) {
      this.epoch++;
      this.limit = Math.max(Math.min(MIN_IN_FLIGHT, this.limits.maxInFlight), Math.floor(this.limit / 2));
    }
    for (const waiter of this.waiting) {
      if (this.running >= this.limit) break;
      this.waiting.delete(waiter);
      this.running++;
      waiter(this.epoch);
    }
  }
}
