import { lengthOf, type DeadLetter } from '../domain/letter/dead-letter.js';
import { keptMoved } from '../domain/letter/written-times.js';
import { OldestFirst } from '../domain/text/oldest-first.js';
import { wallAhead, type Clock } from '../runtime/clock.js';

/** A letter whose write was not confirmed. `since` is by the monotonic clock. */
interface Doubt {
  letter: DeadLetter;
  since: number;
  /** As `wallAhead` was when the letter's times were told. */
  toldAhead: number;
}

/** Unconfirmed writes that are remembered. One more, and the oldest is forgotten. */
export const MAX_UNCONFIRMED = 10_000;

/** Characters of all of them: during an outage of the store, large events must not fill the memory. */
export const MAX_UNCONFIRMED_LENGTH = 64 * 1_048_576;

/**
 * How long a write is in doubt, milliseconds. After that time the write has arrived or it never will, and the catalog
 * knows which. Another replica may have received and processed the event meanwhile.
 */
export const DOUBT_MS = 120_000;

/**
 * Dead letters whose write was not confirmed when the answer was due. CXone delivers such an event again. That delivery
 * repeats the write under the same trace id, so no second record arises. Bounded in number, size and time.
 */
export class UnconfirmedWrites {
  private readonly doubts = new OldestFirst<Doubt>();
  private length = 0;

  constructor(private readonly clock: Pick<Clock, 'now' | 'monotonic'>) {}

  /** @param toldAhead how far our wall clock was ahead (`wallAhead`) when the letter's times were told by it */
  remember(letter: DeadLetter, toldAhead: number): void {
    const { identity } = letter.event;
    // A repeated write does not restart the time of the doubt: otherwise the doubt would never end.
    const since = this.doubts.get(identity)?.since ?? this.clock.monotonic();
    this.forget(identity);
    this.doubts.set(identity, { letter, since, toldAhead });
    this.length += lengthOf(letter);
    for (let { oldest } = this.doubts; oldest !== undefined; { oldest } = this.doubts) {
      const [first, doubt] = oldest;
      const fits = this.doubts.size <= MAX_UNCONFIRMED && this.length <= MAX_UNCONFIRMED_LENGTH;
      if (fits && !this.isOver(doubt.since)) break;
      this.forget(first);
    }
  }

  /**
   * The letter, its times told by our clock as it is now: it is written with what the clock shows then.
   *
   * @returns `undefined`: no write of this event is in doubt
   */
  find(identity: string): DeadLetter | undefined {
    const doubt = this.doubts.get(identity);
    if (doubt === undefined) return undefined;
    const { letter, since, toldAhead } = doubt;
    if (!this.isOver(since)) return keptMoved(letter, letter, wallAhead(this.clock) - toldAhead);
    this.forget(identity);
    return undefined;
  }

  forget(identity: string): void {
    const doubt = this.doubts.get(identity);
    if (doubt === undefined) return;
    this.doubts.delete(identity);
    this.length -= lengthOf(doubt.letter);
  }

  private isOver(since: number): boolean {
    return this.clock.monotonic() - since >= DOUBT_MS;
  }
}
