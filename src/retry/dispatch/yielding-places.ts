import type { Clock } from '../../runtime/clock.js';
import { Semaphore, type Release, type Waiting } from '../../runtime/semaphore.js';
import type { BusyWithEvents } from './busy-with-events.js';

/** Time between two looks at the process, milliseconds. */
const LOOK_MS = 100;
/** What is left of the places with each look at a busy process, down to the least. */
const KEPT_PART = 1 / 2;
/** The least part of all places, so that a backlog drains beside any load. */
const LEAST_PART = 1 / 4;
/** The part of all places that comes back with each look at a process that is not busy. */
const BACK_PART = 1 / 8;

/** How many of so many places a busy process keeps. */
export function leastPlaces(all: number): number {
  return Math.ceil(all * LEAST_PART);
}

/**
 * The places of retries that nobody waits for. While the process is busy with new events there are fewer of them, so that a
 * draining backlog takes little of their time (ADR 35). The number falls by halves and rises in steps, as TCP's window does
 * (RFC 5681): it gives way at once, and finds by trying how many the process has time for.
 */
export class YieldingPlaces extends Semaphore {
  private size: number;
  private lookedAt = -Infinity;
  private willLook = false;
  private readonly listeners: Array<(count: number) => void> = [];

  /**
   * @param all the places while the process has time
   * @param isBusy is asked by nobody else
   */
  constructor(
    private readonly all: number,
    private readonly clock: Pick<Clock, 'monotonic' | 'after'>,
    private readonly isBusy: BusyWithEvents,
  ) {
    super(all);
    this.size = all;
  }

  /** How many there are now. */
  get count(): number {
    return this.size;
  }

  /** Tells `hear` each new number of places. */
  onChange(hear: (count: number) => void): void {
    this.listeners.push(hear);
  }

  override acquire(waiting?: Waiting): Promise<Release> {
    this.look();
    return super.acquire(waiting);
  }

  private look(): void {
    const now = this.clock.monotonic();
    // A timer can be a millisecond early, so the next look is asked for in any case.
    if (now - this.lookedAt >= LOOK_MS) {
      this.lookedAt = now;
      this.become(this.isBusy() ? this.fewer() : this.more());
    }
    this.lookLater();
  }

  /** Nobody may come while all places are taken, so the looks go on by themselves until all places are there again. */
  private lookLater(): void {
    if (this.willLook || this.size === this.all) return;
    this.willLook = true;
    this.clock.after(LOOK_MS, () => {
      this.willLook = false;
      this.look();
    });
  }

  private fewer(): number {
    return Math.max(Math.floor(this.size * KEPT_PART), leastPlaces(this.all));
  }

  private more(): number {
    return Math.min(this.all, this.size + Math.ceil(this.all * BACK_PART));
  }

  private become(size: number): void {
    if (size === this.size) return;
    const more = size - this.size;
    this.size = size;
    this.resize(more);
    for (const hear of this.listeners) hear(size);
  }
}
