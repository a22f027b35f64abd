import { LateTimers } from './late-timers.js';

/** The clocks of the service. They are injected, so that tests control the time. */
export interface Clock {
  /**
   * The wall clock, milliseconds since the Unix epoch. It is for what is written and shown, and for times that others
   * have written. It can be set at any moment, so no interval and no deadline is counted by it.
   */
  now(): number;
  /**
   * The monotonic clock, whole milliseconds since a moment that means nothing. It is never set, and every interval and
   * deadline inside the process is counted by it.
   */
  monotonic(): number;
  /** Calls `callback` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export const CLOCK = Symbol('CLOCK');

export class SystemClock implements Clock {
  private readonly lateTimers = new LateTimers();

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return Math.floor(performance.now());
  }

  after(ms: number, callback: () => void): () => void {
    return this.lateTimers.after(ms, callback);
  }
}

/**
 * How far the wall clock is ahead of the monotonic clock, milliseconds. The number itself means nothing; two of them
 * differ by what the wall clock was set in between.
 */
export function wallAhead(clock: Pick<Clock, 'now' | 'monotonic'>): number {
  return clock.now() - clock.monotonic();
}

/** Resolves after `ms`; rejects with the signal's reason when `signal` aborts first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
