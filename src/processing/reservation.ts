import type { Clock } from '../runtime/clock.js';
import type { Semaphore } from '../runtime/semaphore.js';
import type { Destination } from './destination.js';

/** Runs a wait without keeping any other place during it, and returns the result of the wait. */
export type Pause = <T>(wait: () => Promise<T>) => Promise<T>;

/** Who wants a place at the target and at CXone, and how long it may take. */
export interface PlaceWanted {
  /** The schedule asks the target's breaker first, and comes after all others. */
  bySchedule: boolean;
  /** The longest wait for the places, milliseconds. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  pause?: Pause | undefined;
}

/**
 * Where an event goes, with its places: at the target, and at CXone where CXone validates the event. `destination` is
 * `undefined` where that is not known before the attempt.
 */
export interface Reservation {
  kind: 'reserved';
  destination: Destination | undefined;
  /** The place at CXone, which the call gives back at its end; absent: the call waits for one itself. */
  atCxone?: () => void;
  /** Gives all places back; to be called when the attempt has ended, once or more often. */
  release: () => void;
}

/** `held`: the target is down. `busy`: no place became free in time. Neither says anything of the event. */
export type Reserving = Reservation | NotReserved;

export interface NotReserved {
  kind: 'held' | 'busy';
  /** Who takes no more: the target, or CXone. */
  target: string;
  destination: Destination;
}

/**
 * @param places `undefined`: any number may be there at once
 * @returns a function that gives the place back; `null`: none became free in time
 */
export async function placeAt(
  places: Semaphore | undefined,
  { bySchedule, waitMs, signal, pause }: PlaceWanted,
  clock: Clock,
): Promise<(() => void) | null> {
  if (places === undefined) return () => {};
  const free = places.tryAcquire();
  if (free !== null) return free;
  const wait = () => places.acquireWithin(waitMs, clock, { urgent: !bySchedule, signal });
  return pause === undefined ? wait() : pause(wait);
}
