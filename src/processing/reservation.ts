import type { Clock } from '../runtime/clock.js';
import type { NamedProcessor } from './processor.registry.js';

/** Runs a wait during which nothing else that is scarce is to be held, and returns what the wait returns. */
export type Pause = <T>(wait: () => Promise<T>) => Promise<T>;

/** Who wants a place at the target, and how long it may take. */
export interface PlaceWanted {
  /** The schedule asks the target's breaker first, and comes after all others. */
  bySchedule: boolean;
  /** The longest wait for a place, milliseconds. */
  waitMs: number;
  signal?: AbortSignal | undefined;
  pause?: Pause | undefined;
}

/** Where an event goes, with a place there. `named` is `undefined` where that is not known before the attempt. */
export interface Reservation {
  kind: 'reserved';
  named: NamedProcessor | undefined;
  /** Gives the place back; to be called when the attempt has ended, once or more often. */
  release: () => void;
}

/** `held`: the target is down. `busy`: no place became free in time. Neither says anything of the event. */
export type Reserving = Reservation | { kind: 'held' | 'busy'; target: string };

/** @returns a function that gives the place back; `null`: none became free in time */
export async function placeAt(
  { places }: NamedProcessor,
  { bySchedule, waitMs, signal, pause }: PlaceWanted,
  clock: Clock,
): Promise<(() => void) | null> {
  if (places === undefined) return () => {};
  const free = places.tryAcquire();
  if (free !== null) return free;
  const wait = () => places.acquireWithin(waitMs, clock, { urgent: !bySchedule, signal });
  return pause === undefined ? wait() : pause(wait);
}
