import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { healthOf, type Health } from '../runtime/health-checks.js';
import { describeError } from '../runtime/logger.js';

/** A disk that has not answered by then counts as not answering, milliseconds. */
const SPACE_TIMEOUT_MS = 1_000;

/** What was read is shown for this long before it is read again, milliseconds. */
const READ_AGAIN_MS = 5_000;

/** The disk is nearly full where a smaller share of it is free than this, and fewer bytes than ENOUGH_FREE_BYTES. */
const LEAST_FREE_SHARE = 0.05;

/** Of a large disk 5 % are room for millions of dead letters, so this much is enough on any disk. */
const ENOUGH_FREE_BYTES = 2 * 1_073_741_824;

/** What a file system has, and what the service may still use of it. */
export interface DiskSpace {
  freeBytes: number;
  sizeBytes: number;
  /** Files that can still be made. Each dead letter is one. `null`: the file system has no such limit. */
  freeFiles: number | null;
  /** Files that the file system can hold. */
  maxFiles: number | null;
}

/** The free space of the disk under the embedded store. */
export class StoreSpace {
  private known: DiskSpace | null = null;
  private readAt = -Infinity;
  /** While the disk is asked. A disk that hangs must not be asked by everybody at once. */
  private asking: Promise<DiskSpace> | null = null;

  /** @param read asks the file system; `null`: the store is not on a disk of this machine */
  constructor(
    private readonly read: (() => Promise<DiskSpace>) | null,
    private readonly clock: Clock,
  ) {}

  /**
   * What the disk had when it was asked last; `null`: it is not known. Nobody waits: what is too old is read again in the
   * background.
   */
  get latest(): DiskSpace | null {
    if (this.clock.monotonic() - this.readAt > READ_AGAIN_MS) void this.now();
    return this.known;
  }

  /** @returns `null` where the store is not on a disk of this machine, or the disk does not answer */
  async now(): Promise<DiskSpace | null> {
    return this.ask().catch(() => null);
  }

  /** `null`: there is no disk to look at. */
  async health(): Promise<Health | null> {
    try {
      const space = await this.ask();
      return space === null ? null : healthOf(shortageOf(space));
    } catch (error) {
      const { error: why } = describeError(error);
      return healthOf(`the free space below DATA_DIR is not known (${why}): look at the disk`);
    }
  }

  private async ask(): Promise<DiskSpace | null> {
    const { read } = this;
    if (read === null) return null;
    this.readAt = this.clock.monotonic();
    const asking = (this.asking ??= read().finally(() => (this.asking = null)));
    try {
      this.known = await withDeadline(this.clock, SPACE_TIMEOUT_MS, () => asking);
      return this.known;
    } catch (error) {
      this.known = null;
      throw error;
    }
  }
}

/** What there is too little of, and what to do; `null`: there is enough. */
function shortageOf({ freeBytes, sizeBytes, freeFiles, maxFiles }: DiskSpace): string | null {
  if (freeBytes < ENOUGH_FREE_BYTES && freeBytes < LEAST_FREE_SHARE * sizeBytes) {
    return `the disk below DATA_DIR is nearly full (${mebibytes(freeBytes)} of ${mebibytes(sizeBytes)} are free): ${ADVICE}`;
  }
  if (freeFiles !== null && maxFiles !== null && freeFiles < LEAST_FREE_SHARE * maxFiles) {
    return `the disk below DATA_DIR can hold only ${freeFiles} more files (of ${maxFiles}): ${ADVICE}`;
  }
  return null;
}

const ADVICE = 'free space before events that fail are answered 500, or use a larger disk';

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1_048_576)} MiB`;
}
