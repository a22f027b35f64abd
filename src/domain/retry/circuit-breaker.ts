/** When a target counts as down, and how long it is left alone then. */
export interface BreakerPolicy {
  /** Failures in a row that open the breaker; 0: it never opens. */
  failures: number;
  /** How long an open breaker lets no call through, milliseconds. Then it lets one probe through at a time. */
  openMs: number;
}

export type BreakerState = 'closed' | 'open' | 'probing';

/**
 * Tells whether a target may be called (https://martinfowler.com/bliki/CircuitBreaker.html). It only advises: who
 * calls all the same reports the result as well.
 */
export class CircuitBreaker {
  private inRow = 0;
  private opened = false;
  /** When the next probe may go, by the monotonic clock. */
  private probeAt = 0;

  constructor(private readonly policy: BreakerPolicy) {}

  /** @param now the monotonic clock, milliseconds, here and below */
  state(now: number): BreakerState {
    if (!this.opened) return 'closed';
    return now >= this.probeAt ? 'probing' : 'open';
  }

  /**
   * Whether a call may go. Of an open breaker whose time has come one caller gets true, as its probe; the next
   * may go after another `openMs`, in case the probe is never heard of again.
   */
  mayCall(now: number): boolean {
    const state = this.state(now);
    if (state === 'probing') this.probeAt = now + this.policy.openMs;
    return state !== 'open';
  }

  /** The target answered. @returns whether that closed the breaker */
  succeeded(): boolean {
    const wasOpen = this.opened;
    this.opened = false;
    this.inRow = 0;
    return wasOpen;
  }

  /** The target failed. @returns whether that opened the breaker */
  failed(now: number): boolean {
    this.inRow++;
    // Failures beside the probes must not put the next probe off, or a target that is merely slow is never tried.
    if (this.opened || this.policy.failures === 0 || this.inRow < this.policy.failures) return false;
    this.opened = true;
    this.probeAt = now + this.policy.openMs;
    return true;
  }
}
