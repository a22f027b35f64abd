import type { Clock } from './clock.js';
import type { Log } from './logger.js';
import type { WorkedShare } from './loop-work.js';

/** How often the process is looked at, and after how many looks in a row at which it rested it is idle. */
interface Pace {
  lookMs: number;
  looks: number;
}

/** Until the first collection: idle after 6 seconds. */
export const AFTER_START: Pace = { lookMs: 2_000, looks: 3 };
/**
 * After it: idle after 5 minutes. V8 drops compiled code in the collection, and makes it anew in the first seconds of the next
 * load, so the pauses between bursts of events are no time for it. A minute is long enough to hold the work of a sweep and of
 * a listing as well as the rest between them.
 */
export const AFTER_COLLECTION: Pace = { lookMs: 60_000, looks: 5 };
/** The process rests while its event loop works for less than this part of the time between two looks. */
export const RESTING_SHARE = 0.1;
const MIB = 1_024 * 1_024;
/** What the process must have taken since the last collection, bytes. What is less returns nothing that is worth a pause. */
export const WORTHWHILE_BYTES = 16 * MIB;
/**
 * A heap that uses more is left alone: the collection stops the process for about 3 ms a MiB that is alive. Garbage counts as
 * used until it is collected, so the pause is shorter than this allows.
 */
export const MAX_HEAP_BYTES = 80 * MIB;

/** What a collection needs to know of the process, and can do. */
export interface ProcessMemory {
  workedShare: WorkedShare;
  /** Memory that the process has from the system, and what of it V8's heap uses, both in bytes. */
  read(): { resident: number; heapUsed: number };
  /** Collects all garbage, and returns what is free to the system. The process stands still meanwhile. */
  collect(): void;
}

/**
 * Returns memory to the system when the process has become idle. V8 collects garbage only when something is allocated, so
 * an idle process would keep for hours what its start or its last peak took.
 */
export class IdleCollection {
  private restedLooks = 0;
  /** What the process had after the last collection, bytes. `null`: there was none. */
  private residentAfter: number | null = null;

  constructor(
    private readonly clock: Pick<Clock, 'after' | 'monotonic'>,
    private readonly memory: ProcessMemory,
    private readonly log: Pick<Log, 'debug'>,
  ) {}

  /** Looks at the process for as long as it runs. */
  start(): void {
    this.memory.workedShare();
    this.lookLater();
  }

  private lookLater(): void {
    const { lookMs, looks } = this.residentAfter === null ? AFTER_START : AFTER_COLLECTION;
    this.clock.after(lookMs, () => {
      this.look(looks);
      this.lookLater();
    });
  }

  private look(looks: number): void {
    const rests = this.memory.workedShare() < RESTING_SHARE;
    this.restedLooks = rests ? this.restedLooks + 1 : 0;
    if (this.restedLooks < looks) return;
    const { resident, heapUsed } = this.memory.read();
    if (resident - (this.residentAfter ?? 0) < WORTHWHILE_BYTES || heapUsed > MAX_HEAP_BYTES) return;
    const began = this.clock.monotonic();
    this.memory.collect();
    const { resident: after } = this.memory.read();
    this.residentAfter = after;
    this.restedLooks = 0;
    this.log.debug('memory_returned', {
      resident_bytes: after,
      returned_bytes: resident - after,
      duration_ms: this.clock.monotonic() - began,
    });
  }
}
