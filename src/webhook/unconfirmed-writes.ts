import { lengthOf, type DeadLetter } from '../domain/letter/dead-letter.js';

/** Doubtful writes that are remembered. The oldest gives way. */
export const MAX_UNCONFIRMED = 10_000;

/** Characters of all of them: while the store is away, large events must not fill the memory. */
export const MAX_UNCONFIRMED_LENGTH = 64 * 1_048_576;

/**
 * How long a doubt lasts, milliseconds. By then the write has arrived or it never will, and the catalog knows which;
 * the event may have been delivered to another replica and be done.
 */
export const DOUBT_MS = 120_000;

/**
 * Dead letters whose write could not be proven when the answer was due. CXone delivers such an event again, and
 * that delivery joins the write under the same trace id instead of making a second record.
 */
export class UnconfirmedWrites {
  private readonly doubts = new Map<string, { letter: DeadLetter; since: number }>();
  private length = 0;

  /** @param now the monotonic clock, milliseconds */
  constructor(private readonly now: () => number) {}

  remember(letter: DeadLetter): void {
    const { identity } = letter.event;
    // A redelivery that joins the write does not make the doubt a new one: it would never end.
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

  /** `undefined`: the event is to be processed as any other. */
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
