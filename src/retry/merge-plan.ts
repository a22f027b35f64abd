import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { isDecided, isGivenUp } from '../domain/letter/decisions.js';
import { isLive, type StoreTimes } from '../domain/letter/lease.js';

/** A record as it was read. */
export interface Seen {
  letter: DeadLetter;
  times: StoreTimes;
}

/**
 * What becomes of two records of one event. `fold`: the younger one goes into the older one. `give_up`: the younger one
 * was discarded, so the older one is discarded with it. `distinct`: both stay. `younger_busy`: an attempt at one of them
 * runs. `older_first`: an attempt at the older one must end, or be taken over, first.
 */
export type MergePlan = 'fold' | 'give_up' | 'distinct' | 'younger_busy' | 'older_first';

export function planOf(older: Seen, younger: Seen): MergePlan {
  const [first, second] = [older.letter, younger.letter];
  if (isLive(second.lease, younger.times)) return 'younger_busy';
  if (isUnresolved(first.status) && second.status === 'discarded' && isGivenUp(first, second)) {
    return isLive(first.lease, older.times) ? 'younger_busy' : 'give_up';
  }
  if (!isUnresolved(second.status)) return 'distinct';
  if (!isUnresolved(first.status)) return takesIn(first, second) ? 'fold' : 'distinct';
  return revives(first, second) && first.lease !== null ? 'older_first' : 'fold';
}

/** Whether a record that is done takes a younger one of its event in, so that nobody processes that. */
export function takesIn(older: DeadLetter, younger: DeadLetter): boolean {
  return older.status === 'discarded' ? isGivenUp(older, younger) : isDecided(older);
}

/** The younger one may still be retried while the older one is parked. */
export function revives(older: DeadLetter, younger: DeadLetter): boolean {
  return older.status === 'parked' && younger.status !== 'parked';
}

/** The younger one was corrected, and the older one must go on in that form. */
export function bringsForm(younger: DeadLetter): boolean {
  return younger.corrections > 0;
}
