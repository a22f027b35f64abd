import type { DeadLetter } from './dead-letter.js';
import type { StoreTimes } from './lease.js';

/** Clocks that differ by less count as equal: a store shows whole seconds, and a write takes some time. */
const SAME_CLOCK_MS = 2_000;

/** The fraction that a store's whole seconds may hide, milliseconds. It is added, so that no retry is too early. */
const RESOLUTION_MS = 1_000;

/** What is known of the last write of a record, apart from the store's times. */
export interface LastWrite {
  /** What the writer's clock showed, milliseconds since the epoch; absent in records of earlier versions. */
  writtenAt?: number | undefined;
  /** Another tool wrote the object, so the times in it are those of an earlier write. */
  byHand: boolean;
}

/**
 * The record with its next retry and its closing told by our clock. Replicas' clocks differ and are set, so a delay is
 * counted from the store's time of the last write, as a lease is. What a wrong clock has written does not bind: no
 * record waits longer than `longestMs` after its last write.
 *
 * @param now our own clock at the reading, milliseconds since the epoch
 * @param longestMs the longest delay that any rule allows
 */
export function byOurClock(
  letter: DeadLetter,
  write: LastWrite,
  times: StoreTimes,
  now: number,
  longestMs: number,
): DeadLetter {
  if (letter.nextRetryAt === null && letter.closedAt === null) return letter;
  const ageMs = Math.max(0, times.storeTime - times.lastModified);
  const shifted = moved(letter, shiftOf(letter, write, now - ageMs));
  const latest = now - ageMs + longestMs + RESOLUTION_MS;
  return (shifted.nextRetryAt ?? 0) <= latest ? shifted : { ...shifted, nextRetryAt: latest };
}

/** The record with its next retry and its closing told by a clock that is ahead by so many milliseconds. */
function moved(letter: DeadLetter, byMs: number): DeadLetter {
  if (byMs === 0) return letter;
  const move = (time: number | null) => (time === null ? null : time + byMs);
  return { ...letter, nextRetryAt: move(letter.nextRetryAt), closedAt: move(letter.closedAt) };
}

/**
 * A change of a record, its times told by our clock as it is now. The times that it has kept from `before` were told
 * when that was read, and our clock was set since. Its new times are by the clock as it is now.
 *
 * @param setMs by how much our clock was set since `before` was read, milliseconds
 */
export function keptMoved(before: DeadLetter, next: DeadLetter, setMs: number): DeadLetter {
  if (Math.abs(setMs) <= SAME_CLOCK_MS) return next;
  const move = (was: number | null, is: number | null) => (is === null || is !== was ? is : is + setMs);
  return {
    ...next,
    nextRetryAt: move(before.nextRetryAt, next.nextRetryAt),
    closedAt: move(before.closedAt, next.closedAt),
  };
}

/** How far our clock is ahead of the one that wrote; 0 where they agree. */
function shiftOf(letter: DeadLetter, { writtenAt, byHand }: LastWrite, ours: number): number {
  const theirs = writtenAt ?? latestTimeIn(letter);
  const difference = ours - theirs;
  if (Math.abs(difference) <= SAME_CLOCK_MS) return 0;
  const shift = difference + RESOLUTION_MS;
  // The time in the record is that of an earlier write, so the difference from the store's time is not that of the
  // clocks.
  return byHand || writtenAt === undefined ? Math.min(0, shift) : shift;
}

function latestTimeIn({ failedAt, attempts, edits }: DeadLetter): number {
  return Math.max(failedAt, attempts.at(-1)?.at ?? 0, edits.at(-1)?.at ?? 0);
}
