import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Clock } from './clock.js';
import { describeError, type Log } from './logger.js';

/** Between two looks, milliseconds. A change is taken at the second look that sees it, or at the first (`changesSlowly`). */
export const WATCH_INTERVAL_MS = 1_500;

/** Files, or objects of the store, that are taken together. */
export interface WatchedSet {
  /** `false`: a change is whole when it is first seen, and is taken at once. Absent: it may be half written. */
  readonly changesSlowly?: boolean;
  /** The digest of the files that were read last, whether they were used or refused. */
  readonly known: string;
  /** The digest of the files as they are now. */
  digest(): string | Promise<string>;
  /** Reads the files and uses them, or logs why not. */
  reload(): unknown;
}

/**
 * Looks at files every 1.5 s and has them reloaded when they have changed, since no process can tell the others to.
 * What has changed must look the same at two looks, so that nothing is read while somebody still writes it. What was
 * refused is not read again before it changes.
 */
export class FileWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private changed: string | null = null;
  private stopped = false;
  private cancel = (): void => {};

  constructor(
    private readonly set: WatchedSet,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.lookLater();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    this.cancel();
  }

  /** Never two at once: the next is arranged when one has ended. */
  private lookLater(): void {
    if (this.stopped) return;
    this.cancel = this.clock.after(WATCH_INTERVAL_MS, () => {
      void this.look().finally(() => this.lookLater());
    });
  }

  private async look(): Promise<void> {
    try {
      const digest = await this.set.digest();
      const settled = digest === this.changed || this.set.changesSlowly === false;
      this.changed = digest === this.set.known || settled ? null : digest;
      if (settled && digest !== this.set.known) await this.set.reload();
    } catch (error) {
      this.log.error('watch_failed', describeError(error));
    }
  }
}
