import { OldestFirst } from '../domain/text/oldest-first.js';

/** Refused credentials of one address in a window before it is told to wait. */
export const MAX_REFUSALS = 20;

/** Length of the window, milliseconds. */
export const REFUSAL_WINDOW_MS = 60_000;

/** Addresses that are remembered. The one whose window began first gives way. */
const MAX_ADDRESSES = 10_000;

interface Window {
  begunAt: number;
  refused: number;
}

/** Counts refused credentials by address, so that nobody can try thousands of keys. */
export class Refusals {
  private readonly windows = new OldestFirst<Window>();

  /**
   * @param now by the monotonic clock, milliseconds
   */
  note(address: string, now: number): void {
    const window = this.current(address, now);
    if (window !== null) {
      window.refused++;
      return;
    }
    this.windows.set(address, { begunAt: now, refused: 1 });
    this.windows.keepLatest(MAX_ADDRESSES);
  }

  /** How long the address is to wait, in whole seconds; 0: it may call. */
  waitS(address: string, now: number): number {
    const window = this.current(address, now);
    if (window === null || window.refused < MAX_REFUSALS) return 0;
    return Math.max(1, Math.ceil((window.begunAt + REFUSAL_WINDOW_MS - now) / 1_000));
  }

  private current(address: string, now: number): Window | null {
    const window = this.windows.get(address);
    return window !== undefined && now - window.begunAt < REFUSAL_WINDOW_MS ? window : null;
  }
}
