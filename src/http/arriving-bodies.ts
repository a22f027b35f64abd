import type { Clock } from '../runtime/clock.js';

/** The longest pause before a body's next byte, milliseconds. */
export const BODY_PAUSE_MS = 3_000;

/** A body that arrives more slowly than this on average, after its first `BODY_PAUSE_MS`, is dropped. */
const MIN_BYTES_PER_MS = 4;

/** A body younger than this is never dropped for another one, because most arrive whole within a few milliseconds. */
export const SETTLED_MS = 250;

export interface ArrivalLimits {
  /** Bodies that have begun to arrive and are not complete. */
  maxBodies: number;
  /** The same from one address. */
  maxBodiesPerAddress: number;
  /** A body must be complete within this, milliseconds. */
  maxMs: number;
  /** Bytes in memory: those of arriving bodies, and of complete ones until their answer. */
  maxBytes: number;
}

/** Why a body is dropped. */
export type DropReason = 'too_slow' | 'overloaded';

/** A body that has begun to arrive. */
export interface Arrival {
  readonly address: string;
  readonly drop: (reason: DropReason) => void;
  readonly startedAt: number;
  lastByteAt: number;
  bytes: number;
}

/**
 * The bodies that arrive, counted by received bytes and not by declared ones. Where a limit is reached, the slowest
 * body is dropped for the new one. So half-sent bodies, however many, cannot keep out complete ones.
 */
export class ArrivingBodies {
  private readonly arrivals = new Set<Arrival>();
  private readonly perAddress = new Map<string, number>();
  private bytes = 0;

  constructor(
    private readonly limits: ArrivalLimits,
    private readonly clock: Clock,
  ) {}

  /** Bodies that are not complete. */
  get size(): number {
    return this.arrivals.size;
  }

  /** Bytes in memory. */
  get bytesHeld(): number {
    return this.bytes;
  }

  /**
   * @param drop ends the reading of the body and answers; it is called at most once
   * @returns `null` where no body may be dropped for it
   */
  begin(address: string, drop: (reason: DropReason) => void): Arrival | null {
    const { maxBodies, maxBodiesPerAddress } = this.limits;
    const ofAddress = this.perAddress.get(address) ?? 0;
    if (ofAddress >= maxBodiesPerAddress) {
      if (!this.makeRoom((other) => other.address === address)) return null;
    } else if (this.arrivals.size >= maxBodies && !this.makeRoom(() => true)) return null;
    const now = this.clock.monotonic();
    const arrival = { address, drop, startedAt: now, lastByteAt: now, bytes: 0 };
    this.arrivals.add(arrival);
    this.perAddress.set(address, (this.perAddress.get(address) ?? 0) + 1);
    return arrival;
  }

  /** Counts received bytes. @returns false where there is no room for them: the caller drops the body */
  grow(arrival: Arrival, bytes: number): boolean {
    arrival.lastByteAt = this.clock.monotonic();
    while (this.bytes + bytes > this.limits.maxBytes) {
      if (!this.makeRoom((other) => other !== arrival)) return false;
    }
    arrival.bytes += bytes;
    this.bytes += bytes;
    return true;
  }

  /** Called when the body is complete or its connection is closed. Its bytes count until `release`. */
  end(arrival: Arrival): void {
    if (!this.arrivals.delete(arrival)) return;
    const left = (this.perAddress.get(arrival.address) ?? 1) - 1;
    if (left === 0) this.perAddress.delete(arrival.address);
    else this.perAddress.set(arrival.address, left);
  }

  /** Called when its bytes are no longer in memory. */
  release(arrival: Arrival): void {
    this.end(arrival);
    this.bytes -= arrival.bytes;
    arrival.bytes = 0;
  }

  /** The deadline of its next byte, by the monotonic clock. */
  deadlineOf({ startedAt, lastByteAt, bytes }: Arrival): number {
    const soon = BODY_PAUSE_MS + Math.min(lastByteAt, startedAt + Math.floor(bytes / MIN_BYTES_PER_MS));
    return Math.min(soon, startedAt + this.limits.maxMs);
  }

  private makeRoom(mayGo: (arrival: Arrival) => boolean): boolean {
    const settledBefore = this.clock.monotonic() - SETTLED_MS;
    let slowest: Arrival | undefined;
    for (const arrival of this.arrivals) {
      if (arrival.startedAt > settledBefore || !mayGo(arrival)) continue;
      if (slowest === undefined || this.deadlineOf(arrival) < this.deadlineOf(slowest)) slowest = arrival;
    }
    if (slowest === undefined) return false;
    this.release(slowest);
    slowest.drop('overloaded');
    return true;
  }
}
