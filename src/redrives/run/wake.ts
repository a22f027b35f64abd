import type { Clock } from '../../runtime/clock.js';

/** Lets one waiter sleep until something has happened, or its time is over. */
export class Wake {
  private resolve: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** Something has happened. */
  now(): void {
    this.resolve?.();
  }

  /** Resolves after `ms` milliseconds, or when something happens. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.resolve = undefined;
        resolve();
      };
      const cancel = this.clock.after(ms, end);
      this.resolve = end;
    });
  }
}
