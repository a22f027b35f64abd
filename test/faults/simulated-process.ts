/** A process of the simulation: a replica of the service, or the network, which never ends. */
export class SimulatedProcess {
  alive = true;
  /** Stopped (SIGSTOP) until then: its steps and timers wait. Milliseconds since the epoch, true time. */
  pausedUntil = 0;
  readonly pauses: Array<{ from: number; to: number }> = [];
  private readonly mourners: Array<() => void> = [];

  /** @param aheadMs what its wall clock is ahead of true time, milliseconds */
  constructor(
    readonly name: string,
    public aheadMs = 0,
  ) {}

  /** Calls `listener` when the process ends. */
  onEnd(listener: () => void): void {
    this.mourners.push(listener);
  }

  /** The process is gone, and its memory with it. */
  end(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const listener of this.mourners) listener();
  }

  /** Whether it stood still at any time from `from` to `to`. */
  stoodStill(from: number, to: number): boolean {
    return this.pauses.some((pause) => pause.from <= to && pause.to >= from);
  }
}
