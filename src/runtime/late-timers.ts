interface LateTimer {
  ms: number;
  /** `null`: it was cancelled. */
  callback: (() => void) | null;
  /** `null`: it is not started yet. */
  started: NodeJS.Timeout | null;
}

/**
 * Timers of Node that are started at the end of the turn of the event loop. An event that passes sets several and cancels
 * all of them within its turn, so none of Node's is made for it. Node counts a timer from the time at which the turn began,
 * so none is late by this.
 */
export class LateTimers {
  private fresh: LateTimer[] = [];

  /** Calls `callback` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void {
    const timer: LateTimer = { ms, callback, started: null };
    if (this.fresh.push(timer) === 1) setImmediate(() => this.start());
    return () => {
      timer.callback = null;
      if (timer.started !== null) clearTimeout(timer.started);
    };
  }

  private start(): void {
    const { fresh } = this;
    this.fresh = [];
    for (const timer of fresh) {
      if (timer.callback !== null) timer.started = setTimeout(timer.callback, timer.ms);
    }
  }
}
