import { lengthOf, type DeadLetter } from '../domain/letter/dead-letter.js';

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
  private readonly doubts = new Map<string, { letter: DeadLetter; since: number }>();
  private length = 0;

  /** @param now the monotonic clock, milliseconds */
  constructor(private readonly now: () => number) {}

  remember(letter: DeadLetter): void {
    const { identity } = letter.event;
    // A repeated write does not restart the time of the doubt: otherwise the doubt would never end.
    const since = this.doubts.get(identity)?.since ?? this.now();
    this.forget(identity);
    this.doubts.set(identity, { letter, since });
    this.length += lengthOf(letter);
    for (const [oldest, doubt] of this.doubts) {
      const fits = this.doubts.size <= MAX_UNCONFIRMED && this.length <= MAX_UNCONFIRMED_LENGTH;
      if (fits && !this.isOver(doubt.since)) break;
      this.forget(oldest);
    }
  }

  /** `undefined`: no write of this event is in doubt. */
  find(identity: string): DeadLetter | undefined {
    const doubt = this.doubts.get(identity);
    if (doubt === undefined || !this.isOver(doubt.since)) return doubt?.letter;
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
    return this.now() - since >= DOUBT_MS;
  }
}
