import type { Clock } from '../runtime/clock.js';
import type { Semaphore } from '../runtime/semaphore.js';
import type { Destination } from './destination.js';

/** Runs a wait, gives back the caller's other place meanwhile, and returns the result of the wait. */
export type Pause = <T>(wait: () => Promise<T>) => Promise<T>;

/** The request for places at the target and at CXone. */
export interface PlaceWanted {
  /** By the schedule: it asks the target's breaker first, and waits behind all others. */
  bySchedule: boolean;
  /** The longest wait for the places, milliseconds. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  pause?: Pause | undefined;
}

/**
 * The destination of an event, with its places: at the target, and at CXone where CXone validates the event.
 * `destination` is `undefined` where only the attempt can find it.
 */
export interface Reservation {
  kind: 'reserved';
  destination: Destination | undefined;
  /** The place at CXone, which the call gives back when it ends; absent: the call waits for one itself. */
  atCxone?: () => void;
  /** Gives all places back. Call it when the attempt has ended; further calls do nothing. */
  release: () => void;
}

/** `held`: the target is down. `busy`: no place became free in time. In both cases the event was not sent. */
export type Reserving = Reservation | NotReserved;

export interface NotReserved {
  kind: 'held' | 'busy';
  /** Where no place is free: at the target, or at CXone. */
  target: string;
  destination: Destination;
}

/**
 * Takes a place, or waits for one as long as the request allows.
 *
 * @param places `undefined`: the number of calls at once has no limit, so the caller gets a place at once
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
